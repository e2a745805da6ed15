"""What a watched build teaches: who needs git for a version alone, and the build argument that would spare it."""

from __future__ import annotations

import pytest

from ctxsize.prove.advice import advise
from ctxsize.prove.statement import LineVerdict, ProofVerdict
from ctxsize.prove.tracing import Opened

RECEIVED = {".git/HEAD": 500, ".git/objects/ab/c": 1500, "core.py": 9}


def told(step: str, manifests: dict[str, str] | None = None, file: str = ".git/HEAD") -> list[tuple[str, str]]:
    opened = [Opened(file=file, line=4, step=step)]
    return [(one.kind, one.sentence) for one in advise(opened, (), manifests or {}, RECEIVED, "Dockerfile")]


@pytest.mark.parametrize(
    ("step", "manifests", "argument"),
    [
        (
            "RUN pip install .",
            {"pyproject.toml": 'requires = ["setuptools_scm>=8"]'},
            "SETUPTOOLS_SCM_PRETEND_VERSION=1.2.3",
        ),
        ("RUN pip install .", {"pyproject.toml": 'requires = ["hatch-vcs"]'}, "SETUPTOOLS_SCM_PRETEND_VERSION=1.2.3"),
        ("RUN pip install .", {"setup.py": "setup(setup_requires=['pbr'], pbr=True)"}, "PBR_VERSION=1.2.3"),
        ("RUN pdm build", {"pyproject.toml": 'version = {source = "scm"}'}, "PDM_BUILD_SCM_VERSION=1.2.3"),
        ("RUN go build ./...", {}, "GOFLAGS=-buildvcs=false"),
        (
            "RUN make",
            {"Makefile": "REV := $(shell git rev-parse HEAD)\n"},
            "make REV=$REV in the command and --build-arg REV=1.2.3",
        ),
        ("RUN make", {"Makefile": "V := $(shell cat .git/HEAD || echo no)\n"}, "make V=$V in the command"),
        ("RUN git describe --tags > /out", {}, "VERSION=1.2.3"),
    ],
)
def test_the_build_argument_that_would_spare_git(step: str, manifests: dict[str, str], argument: str) -> None:
    [(kind, sentence)] = told(step, manifests)
    assert kind == "version-only"
    assert sentence.startswith(f"Dockerfile:4: {step} reads .git (2.00kB) for a version alone. With ARG ")
    assert argument in sentence


def test_who_does_not_open_git_or_does_it_for_something_unknown_gets_no_advice() -> None:
    assert told("RUN make", {"Makefile": "all:\n\tgrep -r x .\n"}) == []
    assert told("RUN go build ./...", file="core.py") == []
    assert told("RUN npm ci", {"pyproject.toml": "setuptools_scm"}) == []
    assert told("RUN npm ci", {"Makefile": "REV := $(shell git rev-parse HEAD)\n"}) == []


def test_a_coupled_step_is_told_once() -> None:
    opened = [Opened(file=".git/index", line=5, step="RUN go  build .")]
    lines = [
        LineVerdict(pattern=name, verdict=ProofVerdict.COUPLED, step="RUN go build .", line=5) for name in ("docs", "x")
    ]
    [found] = advise(opened, lines, {}, RECEIVED, "Dockerfile")
    assert found.kind == "coupled"
    assert "excluding any tracked file changes what it makes" in found.sentence
    assert "--build-arg GOFLAGS=-buildvcs=false" in found.sentence
