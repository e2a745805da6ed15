"""Each module has a test file of its name in the mirrored directory, so that the test of a line is found in no time."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src/ctxsize"
VALUES_ONLY = {
    "analysis/analysis.py",
    "builder/receiver.py",
    "context/source.py",
    "dockerfile/parser/syntax.py",
    "dockerfile/traits.py",
    "errors.py",
    "version.py",
}
"""Records and protocols: nothing in them decides anything."""
TESTED_TOGETHER = {
    "cli": "one command: tests/cli/test_run.py and the tests of its parts that decide something",
    "data": "tests/rules/test_data.py holds it against its source",
    "report": "every format is held against its schema and its recorded output at once",
    "project": "Compose and Bake are held against recorded answers of their programs",
}
"""Rooms whose modules are tested by what they do together, with the place."""
MODULES = sorted(
    path.relative_to(SOURCES).as_posix() for path in SOURCES.rglob("*.py") if not path.name.startswith("__")
)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_a_test_file_of_its_name(module: str) -> None:
    if module in VALUES_ONLY or module.partition("/")[0] in TESTED_TOGETHER:
        return
    place = ROOT / "tests" / Path(module).with_name(f"test_{Path(module).name}")
    assert place.exists(), f"write {place.relative_to(ROOT)}"
    assert "\ndef test_" in place.read_text("utf-8"), f"{place.relative_to(ROOT)} tests nothing"


def test_the_exceptions_are_needed() -> None:
    assert set(MODULES) >= VALUES_ONLY
    assert all((SOURCES / room).is_dir() for room in TESTED_TOGETHER)


NAMED_TWICE = {"Call", "Config", "Found", "Group", "Mapping", "Place", "Scope", "Selection", "Sequence", "Source"}
"""Names that a class of `project/` shares with another one, as each of its languages calls its own things by them."""


def test_one_public_class_name_is_one_thing() -> None:
    homes: dict[str, list[str]] = {}
    for module in MODULES:
        for node in ast.walk(ast.parse((SOURCES / module).read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(module)
    twice = {name: found for name, found in homes.items() if len(found) > 1}
    assert {name: found for name, found in twice.items() if name not in NAMED_TWICE} == {}
    assert all(any(module.startswith("project/") for module in found) for found in twice.values())
    assert set(twice) >= NAMED_TWICE, "what has one name now is to be taken out"


def _imported(module: str) -> set[str]:
    """Return our modules that a module names in an import, wherever it stands, also where only types are meant."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((SOURCES / module).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ctxsize."):
            place = str(node.module).removeprefix("ctxsize.")
            found |= {f"{place}.{name.name}" for name in node.names} | {place}
    return found


def test_no_module_needs_one_that_needs_it() -> None:
    graph = {module.removesuffix(".py").replace("/", "."): _imported(module) for module in MODULES}
    TopologicalSorter({module: needed & graph.keys() for module, needed in graph.items()}).prepare()
