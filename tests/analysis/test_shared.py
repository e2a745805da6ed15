"""What several builds of a root find out once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.analysis.run_rules import BuildRules
from ctxsize.analysis.shared import SharedRoot
from ctxsize.build.plan import plan_on_both
from ctxsize.build.request import Request
from ctxsize.builder import Builder
from ctxsize.context.entry import Type
from ctxsize.rules import secrets
from ctxsize.rules.selection import Selection
from ctxsize.scan.notes import Noted
from ctxsize.scan.scan import scan


@pytest.fixture
def context(tmp_path: Path) -> Path:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.Dockerfile").write_text(f"FROM x\nCOPY . .\nRUN cat {name}.txt\n")
        (tmp_path / f"{name}.txt").write_text(name)
    (tmp_path / "big.bin").write_bytes(b"\0" * 30_000_000)
    return tmp_path


def test_the_needs_of_a_dockerfile_are_worked_out_once(context: Path) -> None:
    shared: SharedRoot | None = None
    for name in ("a", "b", "c"):
        plan = plan_on_both(
            Request(root=str(context), builder=Builder.BUILDKIT, dockerfile=str(context / f"{name}.Dockerfile"))
        )
        shared = shared or SharedRoot(plan)
        rules = BuildRules(plan, shared)
        list(rules.findings(scan(plan, rules.interest()), Selection()))
        others = [needs.name for needs in rules.needs.others]
        assert others == [f"{other}.Dockerfile" for other in ("a", "b", "c") if other != name]
    assert shared is not None
    assert len(shared.needs) == 3


def test_a_file_is_looked_into_once(context: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = SharedRoot(plan_on_both(Request(root=str(context), dockerfile=str(context / "a.Dockerfile"))))
    asked: list[str] = []

    def inspect(suspect: secrets.Suspect, _: bytes) -> None:
        asked.append(suspect.path)

    monkeypatch.setattr(secrets, "inspect", inspect)
    suspect = secrets.Suspect(Noted(".env", Type.FILE, 1, 0, received=True, rule=-1), ())
    for _ in range(2):
        assert shared.detections([suspect], lambda wanted: iter([(path, b"") for path in wanted])) == {}
    assert asked == [".env"]


def test_git_is_not_asked_about_a_commit(context: Path) -> None:
    plan = plan_on_both(Request(root=str(context), dockerfile=str(context / "a.Dockerfile")))
    assert SharedRoot(plan).git is not None
    assert SharedRoot(plan).git_answer is None  # outside of a repository
