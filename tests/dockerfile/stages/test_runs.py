"""RUN: what its mounts take from where."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.errors import DockerfileError
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


BODY = "FROM scratch AS u\n{run}\nFROM scratch\nCOPY a /\n"


@pytest.mark.parametrize(
    ("run", "entitlement"),
    [("RUN --network=host true", "network.host"), ("RUN --security=insecure true", "security.insecure")],
)
def test_it_is_refused_without_allow_in_a_needed_stage(run: str, entitlement: str) -> None:
    dockerfile = parse(BODY.format(run=run).encode())
    assert usage(dockerfile).sources
    with pytest.raises(DockerfileError, match=f"--allow {entitlement}"):
        usage(dockerfile, target="u")
    with pytest.raises(DockerfileError, match=f"--allow {entitlement}"):
        usage(dockerfile, target="u", allow=["device"])
    assert usage(dockerfile, target="u", allow=[entitlement]).target.name == "u"


@pytest.mark.parametrize(
    "run", ["RUN --network=none true", "RUN --network=default true", "RUN --security=sandbox true"]
)
def test_what_is_usual_needs_nothing(run: str) -> None:
    assert usage(parse(BODY.format(run=run).encode()), target="u").target.name == "u"
