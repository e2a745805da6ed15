"""What the rules are shown of a build: names of interest, comments that silence rules, and what git ignores."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.analysis.run_rules import BuildRules, suppressions
from ctxsize.build.plan import BuildPlan, plan, plan_on_both
from ctxsize.build.request import Request
from ctxsize.context.native import native
from ctxsize.rules.selection import Selection
from ctxsize.scan import frame
from ctxsize.scan.scan import scan
from tools.repositories import Repository

TEXT = "FROM node:22 AS a\nRUN npm ci\nRUN <<E\nmake\nE\nFROM scratch\nCOPY . /\n"


def planned(root: Path, dockerfile: str = TEXT, ignore: str = "", **files: str) -> BuildPlan:
    for name, text in {"Dockerfile": dockerfile, ".dockerignore": ignore, **files}.items():
        (root / name).write_text(text)
    return plan(Request.of(str(root), "buildkit", None, None, None, None))


def test_comments_of_both_files_are_found(tmp_path: Path) -> None:
    build = planned(
        tmp_path, "FROM scratch\n# ctxsize: ignore CTX402\nCOPY x /\n", "# ctxsize: ignore CTX301 because y\na\n"
    )
    assert [(one.file, one.line, one.codes) for one in suppressions(build)] == [
        (".dockerignore", 1, ("CTX301",)),
        ("Dockerfile", 2, ("CTX402",)),
    ]
    assert suppressions(planned(tmp_path, "FROM scratch\n", "a\n")) == []


def test_names_that_a_line_matches_only_deeper_are_of_interest(tmp_path: Path) -> None:
    wants = BuildRules(planned(tmp_path, ignore="node_modules\n")).interest().names
    assert wants is not None
    assert (wants("node_modules"), wants(".env"), wants("main.c")) == (0, 0, None)


@pytest.mark.parametrize(("dockerfile", "places"), [("COPY . /", ["x.log"]), ("COPY x.log /", [])])
def test_what_git_ignores_is_reported_unless_it_is_named(root: Path, dockerfile: str, places: list[str]) -> None:
    build = planned(root, f"FROM scratch\n{dockerfile}\n", **{".gitignore": "*.log\n", "x.log": "1"})
    Repository(root).git("add", ".gitignore")
    rules = BuildRules(build)
    assert [one.path for one in rules._untracked({}, Selection())] == places


@pytest.mark.skipif(native is None, reason="there is one form")
def test_both_forms_of_the_loops_take_note_of_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (
        "a/.gitignore",
        ".gitignore",
        "b/x.log",
        "b/c/id_rsa",
        "package.json",
        "b/c/token",
        "d/__pycache__/a.pyc",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    (tmp_path / "Dockerfile").write_text("FROM a\nCOPY . /\n")
    noted = []
    for least in (0, 1_000_000):
        monkeypatch.setattr(frame, "_COMPILED_FROM", least)
        build = plan_on_both(Request.of(str(tmp_path), "buildkit", None, None, None, None))
        noted.append([one.path for one in scan(build, BuildRules(build).interest()).noted])
    assert noted[0] == noted[1]
    assert {"a/.gitignore", ".gitignore"} <= set(noted[0])
