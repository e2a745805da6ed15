"""What is decided of a build before its context is walked."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build.plan import BuildPlan, plan, plan_on_both
from ctxsize.build.request import Request
from ctxsize.builder import Builder
from ctxsize.errors import BuildRefusedError, CtxsizeError


def request(root: Path, dockerfile: str, builder: str = "buildkit", **named: str) -> Request:
    (root / "Dockerfile").write_text(f"FROM scratch\n{dockerfile}\n")
    return Request.of(str(root), builder, None, None, None, None, build_contexts=named)


@pytest.mark.parametrize(
    ("dockerfile", "asked", "paths"),
    [
        ("", False, None),
        ("COPY a b /", True, ("a", "b")),
        ("COPY . /", True, None),
        ("COPY a . /", True, None),
        ("COPY --from=busybox a /", False, None),
    ],
)
def test_a_load_is_of_what_the_dockerfile_asks_for(
    tmp_path: Path, dockerfile: str, *, asked: bool, paths: tuple[str, ...] | None
) -> None:
    main = plan(request(tmp_path, dockerfile)).main
    assert (main.asked, main.paths, main.is_whole) == (asked, paths, asked and paths is None)
    assert (main.requested() is None) == (not asked)


def test_the_legacy_builder_always_asks_for_the_whole(tmp_path: Path) -> None:
    build = plan(request(tmp_path, "", "legacy"))
    assert (build.usage, build.main.is_whole) == (None, True)


def test_the_other_builder_is_planned_beside_this_one_or_says_why_not(tmp_path: Path) -> None:
    build = plan_on_both(request(tmp_path, "COPY a /"))
    assert build.other is not None
    assert (build.other.builder, build.other_refusal) == (Builder.LEGACY, None)
    refused = plan_on_both(request(tmp_path, "COPIE a /", "legacy"))
    assert refused.other is None
    assert "COPIE" in (refused.other_refusal or "")


def test_what_this_builder_refuses_is_raised(tmp_path: Path) -> None:
    with pytest.raises(CtxsizeError, match="COPIE"):
        plan(request(tmp_path, "COPIE a /"))
    with pytest.raises(BuildRefusedError, match="the legacy builder does not know this option"):
        plan(request(tmp_path, "COPY a /", "legacy", web="."))


def patterns(build: BuildPlan | None) -> list[str]:
    return [pattern.text for pattern in build.matcher.patterns] if build is not None else []


def test_another_text_in_the_ignore_file_goes_for_all_that_read_that_file(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text("a\n")
    build = plan_on_both(request(tmp_path, "COPY . /"))
    changed = build.with_ignore_data(b"b\nc\n")
    assert (patterns(build), patterns(build.other)) == (["a"], ["a"])
    assert (patterns(changed), patterns(changed.other)) == (["b", "c"], ["b", "c"])
    (tmp_path / "Dockerfile.dockerignore").write_text("own\n")
    changed = plan_on_both(request(tmp_path, "COPY . /")).with_ignore_data(b"b\n")
    assert (patterns(changed), patterns(changed.other)) == (["b"], ["a"])


def test_a_named_context_is_a_load_of_its_own_root_for_each_that_asks(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web/.dockerignore").write_text("x\n")
    build = plan(request(tmp_path, "COPY --from=web a /\nCOPY --from=web b /", web=str(tmp_path / "web")))
    (context, load), *_ = build.named_loads()
    assert (context.name, load.source.root, [line.text for line in load.lines]) == ("web", str(tmp_path / "web"), ["x"])
    assert not build.main.asked
