"""RUN: what its mounts take from where."""

from __future__ import annotations

import pytest

from tests.dockerfile.asking import refusal, taken, used


@pytest.mark.parametrize(
    ("mount", "paths"),
    [
        ("source=a,target=/x", ["a"]),
        ("target=/x", [""]),
        ("type=bind,src=a/../b,dst=/x", ["b"]),
        ("type=cache,target=/x", []),
        ("type=secret,id=x", []),
        ("from=img,source=a,target=/x", []),
        ("type=tmpfs,target=/x", []),
    ],
)
def test_a_bind_mount_takes_its_source(mount: str, paths: list[str]) -> None:
    assert taken(f"FROM scratch\nRUN --mount={mount} true\n") == paths


def test_a_mount_from_a_stage_needs_what_that_stage_takes() -> None:
    text = "FROM scratch AS a\nCOPY x /\nFROM scratch\nRUN --mount=from=a,target=/y true\n"
    assert taken(text) == ["x"]
    (source,) = used("FROM scratch\nRUN --mount=source=a,target=/x true\n").sources
    assert (source.keyword, source.bind, source.text) == ("RUN --mount", True, "a")


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ("--mount=source=a,target=/ true", "the root as its target"),
        ("--device=a true", "docker/dockerfile:1-labs"),
        ("--mount=type=ssh,source=a,target=/x true", "an ssh mount has source="),
    ],
)
def test_what_docker_refuses_is_refused(run: str, said: str) -> None:
    assert said in refusal(f"FROM scratch\nRUN {run}\n")
