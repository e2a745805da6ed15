"""Other readers of HCL on the same files: what is syntax to them is to be syntax here, and each difference has a reason.

Run by hand: ``pytest -m network tests/project/bake/test_syntax.py``. Both come from PyPI, into a directory of their own:
pygohcl is Go's own parser, python-hcl2 a grammar written anew.
"""

from __future__ import annotations

import importlib
import random
import re
import subprocess
import sys
from typing import Any

import pytest

from ctxsize.errors import CtxsizeError
from ctxsize.project.bake.parser import parse
from tests.project.bake.cases import recorded
from tests.project.bake.generated import Generator

pytestmark = pytest.mark.network

FILES = 500
_MARKS = [
    '"',
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "=",
    ",",
    "\n",
    "$",
    "%",
    "${",
    "%{",
    "~",
    "~}",
    "'",
    ";",
    "&",
    ".",
    "*",
    "?",
    ":",
    "...",
    "=>",
]


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    directory = tmp_path_factory.mktemp("packages")
    names = ["pygohcl==1.2.9", "python-hcl2==8.1.4"]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(directory), *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the packages can't be had: {done.stderr.strip()[-200:]}")
    sys.path.insert(0, str(directory))
    return {name: importlib.import_module(name) for name in ("pygohcl", "hcl2")}


def texts() -> list[str]:
    """Return files of people, random ones, and random ones in which a mark is added, lost or changed."""
    found = [entry["content"] for case in recorded() for entry in case["tree"] if entry["path"].endswith(".hcl")]
    seed = 0
    while len(found) < FILES:
        drawn = random.Random(seed)  # noqa: S311 (cases, not secrets)
        content = Generator(seed).case()["tree"][0]["content"]
        seed += 1
        if content.startswith("{") or len(content) > 3000:
            continue
        if drawn.random() < 0.7:
            at = drawn.randrange(len(content))
            content = content[:at] + drawn.choice(_MARKS) + content[at + drawn.randint(0, 1) :]
        found.append(content)
    return found


def takes(read: Any, text: str) -> bool:  # noqa: ANN401 (a function of another package)
    try:
        read(text)
    except Exception:  # noqa: BLE001 (each package has errors of its own)
        return False
    return True


def ours(text: str) -> bool:
    try:
        parse(text, "x.hcl")
    except CtxsizeError:
        return False
    return True


# pygohcl evaluates a little: a null in a template is an error there, and none of syntax.
NULL_IN_A_TEMPLATE = re.compile(r"\$\{~? *null\b")
# What python-hcl2 does not take, or takes though Go's parser does not.
LACKS = {
    "trimming": re.compile(r"\$\{~|~\}|%\{~"),
    "a byte order mark": re.compile("\ufeff"),
    "letters outside of ASCII in names": re.compile(r"[^\x00-\x7f]"),
    "it allows a line break behind an operator": re.compile(r"(==|[-+*/%<>?:&|!=])[ ]*\n"),
    "it allows commas without anything between them": re.compile(r"[,\[({:=.]\s*,|,\s*[,:]|\n\s*,"),
}


def test_gos_parser_takes_the_same(others: dict[str, Any]) -> None:
    different = [text for text in texts() if takes(others["pygohcl"].loads, text) != ours(text)]
    assert [text for text in different if not NULL_IN_A_TEMPLATE.search(text)] == []


def test_another_grammar_takes_the_same_but_for_what_it_lacks(others: dict[str, Any]) -> None:
    different = [text for text in texts() if takes(others["hcl2"].loads, text) != ours(text)]
    assert [text for text in different if not any(lack.search(text) for lack in LACKS.values())] == []
