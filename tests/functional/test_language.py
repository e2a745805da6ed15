"""What ctxsize says is plain English: the words and forms that CONTRIBUTING.md rules out stay out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BANNED = {
    "anew": r"\banew\b",
    "speaks of": r"\bspeaks?(?: \w+)? of\b|\bspoken of\b",
    "has a say": r"\bha(?:s|ve) (?:a|no) say\b",
    "be of use": r"\bbe of (?:any )?use\b",
    "for people": r"\bfor people\b",
    "nobody, somebody": r"\b(?:nobody|somebody)\b",
    "is no": r"(?<![Tt]here) (?:is|are) no (?!longer|more\b)",
    "otherwise as a label": r"^\s*otherwise\b",
    "folder": r"\bfolders?\b",
    "classic builder": r"\bclassic builder\b",
    "busts the cache": r"\bbusts?\b",
    "lies in no": r"\blies in no\b",
}
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


def strings(module: Path) -> Iterator[tuple[int, str]]:
    """Yield each text of a module that is no docstring, with its line."""
    tree = ast.parse(module.read_text("utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.lineno, node.value


def flaws(text: str) -> list[str]:
    return [name for name, form in BANNED.items() if re.search(form, text)]


@pytest.mark.parametrize("module", sorted((ROOT / "src").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_messages_are_plain(module: Path) -> None:
    found = [f"{line}: {', '.join(flaws(text))}: {text}" for line, text in strings(module) if flaws(text)]
    assert found == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_are_plain(document: Path) -> None:
    lines = document.read_text("utf-8").split("\n")
    quoted = {
        number
        for number, line in enumerate(lines)
        if "Words that we do not use" in line or "not folder" in line or '"is no X"' in line
    }
    assert [
        f"{number}: {line}" for number, line in enumerate(lines, 1) if flaws(line) and number - 1 not in quoted
    ] == []
