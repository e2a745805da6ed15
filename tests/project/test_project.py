"""The package as its users see it."""

from __future__ import annotations

import subprocess
import sys

import pytest

import ctxsize.project
from ctxsize.project import BuildDefinition, Origin, Unknown


def test_importing_it_loads_no_reader() -> None:
    code = "import ctxsize.project, sys; print(*(name for name in sys.modules if 'yaml' in name or 'ctxsize.project.' in name))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="nothing_like_it"):
        ctxsize.project.nothing_like_it  # noqa: B018 (that it is looked up is the test)


BUILD = BuildDefinition(name="a", origin=Origin("/r/p/c.yaml", 3), context="/r/p/app", dockerfile="/r/p/app/Dockerfile")


@pytest.mark.parametrize(
    ("build", "relative_to", "shown"),
    [
        (BUILD, "/r/p", {"context": "app", "dockerfile": "app/Dockerfile"}),
        (BUILD, "/r/p/app", {"context": ".", "dockerfile": "Dockerfile"}),
        (BUILD, "/r/p/sub", {"context": "../app", "dockerfile": "../app/Dockerfile"}),
        (BUILD, "/srv", {"context": "/r/p/app", "dockerfile": "/r/p/app/Dockerfile"}),
        (BUILD, "/", {"context": "r/p/app", "dockerfile": "r/p/app/Dockerfile"}),
        (BUILD.replace(context="https://h/r.git#b", dockerfile="d/D"), "/r/p", {"context": "https://h/r.git#b", "dockerfile": "d/D"}),
        (BUILD.replace(dockerfile=None, inline="FROM x\n"), "/r/p", {"context": "app", "inline": "FROM x\n"}),
        (BUILD.replace(dockerfile=None, inline=""), "/r/p", {"context": "app"}),
        (BUILD.replace(dockerfile=None, args=(("A", "1"), ("B", Unknown("timestamp()")))), "/r/p",
         {"context": "app", "args": {"A": "1", "B": None}}),
        (BUILD.replace(dockerfile=None, contexts=(("x", "/r/x"), ("y", "target:y"))), "/r/p",
         {"context": "app", "contexts": {"x": "../x", "y": "target:y"}}),
        (BUILD.replace(dockerfile=None, target=Unknown("uuid"), platforms=("p/q",), profiles=("d",), linked=True), "/r/p",
         {"context": "app", "target": None, "platforms": ["p/q"], "profiles": ["d"], "linked": True}),
    ],
)  # fmt: skip
def test_a_build_as_json_shows_it(build: BuildDefinition, relative_to: str, shown: dict[str, object]) -> None:
    found = build.as_dict(relative_to)
    assert {key: value for key, value in found.items() if key not in {"name", "default", "origin"}} == shown
    assert found["default"] is True
