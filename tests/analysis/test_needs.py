"""What the builds of a context need, put together: the one that was asked about, and those that share its ignore file."""

from __future__ import annotations

from pathlib import Path

from ctxsize.analysis.needs import all_targets, lookup_in, needs_of, other_needs, stages_before
from ctxsize.build.plan import BuildPlan, plan
from ctxsize.build.request import Request
from ctxsize.dockerfile.parser.parse import parse

STAGES = "FROM scratch AS one\nCOPY a /\nFROM scratch AS two\nCOPY b /\n"


def planned(root: Path, dockerfile: str, *, target: str | None = None, builder: str = "buildkit") -> BuildPlan:
    (root / "Dockerfile").write_text(dockerfile)
    return plan(Request.of(str(root), builder, None, target, None, None))


def test_every_stage_can_be_the_target_but_one_that_is_refused() -> None:
    found = all_targets(parse(f"{STAGES}FROM scratch AS three\nCOPY --from=9 x /\n".encode()), {}, None, {})
    assert [used.target.name for used in found] == ["one", "two"]


def test_the_own_build_needs_what_its_target_takes(tmp_path: Path) -> None:
    build = planned(tmp_path, STAGES, target="one")
    needs = needs_of(build, lookup_in(build.source), lambda _: None, list)
    assert [source.path for source in needs.sources] == ["a"]


def test_the_others_are_the_other_targets_and_the_other_dockerfiles_without_an_ignore_file_of_their_own(
    tmp_path: Path,
) -> None:
    for name in ("b", "c"):
        (tmp_path / name).write_text("")
    (tmp_path / "ci.Dockerfile").write_text("FROM scratch\nCOPY c /\n")
    (tmp_path / "own.Dockerfile").write_text("FROM scratch\nCOPY c /\n")
    (tmp_path / "own.Dockerfile.dockerignore").write_text("")
    build = planned(tmp_path, STAGES, target="one")
    names = ("Dockerfile", "ci.Dockerfile", "own.Dockerfile")
    found = other_needs(build, lookup_in(build.source), lambda _: None, names)
    assert [(one.name, sorted(source.path for source in one.sources)) for one in found] == [
        ("Dockerfile", ["a", "b"]),
        ("ci.Dockerfile", ["c"]),
    ]


def test_the_legacy_builder_goes_through_the_stages_before_its_target(tmp_path: Path) -> None:
    build = planned(tmp_path, STAGES, builder="legacy")
    assert [source.path for source in stages_before(build, 1)] == ["a", "b"]
    assert [source.path for source in stages_before(build, 0)] == ["a"]
