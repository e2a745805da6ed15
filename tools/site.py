"""The made parts of the documentation site: what commands print, and the references that follow from the code.

    python -m tools.site            writes them again; a test fails when they are stale

A page with `<!-- sample: NAME -->` has blocks called `console`: each line that begins with `$ ` is run in that sample project, in
order, and followed by what it printed.
"""

from __future__ import annotations

import inspect
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ctxsize
from ctxsize.cli.option import PANELS
from ctxsize.cli.options import OPTIONS, PRINTING
from testdata.projects import make
from tests.functional.installed import ROOT, environment
from tools.readme import spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = ROOT / "docs"
SCHEMA = ROOT / "src/ctxsize/data/report.schema.json"
SHOWN = "/home/you/shop"
_MADE = "<!-- Made by `python -m tools.site`. -->"
_BLOCK = re.compile(r"(?m)^( *)```console\n(.*?)^\1```\n", re.DOTALL)
_WIDTH = "100"


def pages() -> list[Path]:
    """Return the pages that hold commands."""
    return sorted(page for page in DOCS.rglob("*.md") if "<!-- sample: " in page.read_text("utf-8"))


def with_outputs(text: str) -> str:
    """Return a page with what its commands print now."""
    (name,) = re.findall(r"<!-- sample: (\S+) -->", text)
    with tempfile.TemporaryDirectory() as above:
        directory = make.make_project(name, Path(above).resolve() / "shop")

        def block(found: re.Match[str]) -> str:
            indent, body = found[1], found[2]
            lines: list[str] = []
            for line in body.splitlines():
                command = line.removeprefix(indent)
                if command.startswith("$ "):
                    lines += [command, *printed(command[2:], directory)]
            return (
                f"{indent}```console\n"
                + "".join(f"{indent}{line}".rstrip() + "\n" for line in lines)
                + f"{indent}```\n"
            )

        return _BLOCK.sub(block, text)


def printed(command: str, directory: Path) -> list[str]:
    """Return the lines that a command prints in a directory, errors too."""
    done = subprocess.run(
        [shutil.which("bash") or "bash", "-c", command],
        cwd=directory,
        env=environment() | {"COLUMNS": _WIDTH},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout.replace(str(directory), SHOWN).splitlines()


def options() -> str:
    """Return the reference of options."""
    parts = ["# Options", "", _MADE, ""]
    every = [*OPTIONS.values(), *PRINTING.values()]
    for panel in PANELS:
        parts += [f"## {panel}", "", "| option | meaning |", "|---|---|"]
        parts += [
            f"| `{spelled(option)}` | {option.help.replace('|', chr(92) + '|')} |"
            for option in every
            if option.panel == panel
        ]
        parts.append("")
    return "\n".join(parts)


def schema() -> str:
    """Return the reference of the JSON form: each key of the report, and of what stands in it."""
    document = json.loads(SCHEMA.read_text("utf-8"))
    parts = [
        "# JSON",
        "",
        _MADE,
        "",
        "`ctxsize --format json` prints one object: a `report`; with `--list` a `listing`; with `--fix` or `--diff` a `fix`.",
        f"`ctxsize --json-schema` prints the JSON Schema. {document['description']}",
        "",
    ]
    for name, part in document["$defs"].items():
        rows = [row for form in (part, *part.get("oneOf", ())) if "properties" in form for row in _rows(form)]
        parts += [f"## {name}", "", "| key | value | meaning |", "|---|---|---|", *rows, ""]
    return "\n".join(parts)


def _rows(part: dict[str, Any], above: str = "") -> Iterator[str]:
    """Yield a row for each key; those of objects inside follow with their way from the top."""
    for key, value in part["properties"].items():
        meaning = value.get("description", "").replace("|", "\\|")
        yield f"| `{above}{key}` | {_kind(value)} | {meaning} |"
        inner, ending = (value["items"], "[].") if isinstance(value.get("items"), dict) else (value, ".")
        if "properties" in inner:
            yield from _rows(inner, f"{above}{key}{ending}")


def _kind(value: dict[str, Any]) -> str:
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return f"[{name}](#{name})"
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return " or ".join("null" if one is None else f"`{one}`" for one in value["enum"])
    for several in ("anyOf", "oneOf"):
        if several in value:
            return " or ".join(_kind(one) for one in value[several])
    if value.get("type") == "array" and isinstance(value.get("items"), dict):
        return f"list of {_kind(value['items'])}"
    kind = value.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def python() -> str:
    """Return the reference of the Python interface, from its docstrings."""
    parts = ["# Python", "", _MADE, "", str(inspect.getdoc(ctxsize)), ""]
    for name in sorted(ctxsize.__all__):
        value = getattr(ctxsize, name)
        if name == "__version__" or inspect.ismodule(value):
            continue
        signature = (
            "" if inspect.isclass(value) else re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(value)))
        )
        parts += [f"## ctxsize.{name}", ""]
        if signature:
            parts += ["```python", f"{name}{signature}", "```", ""]
        parts += ["```text", str(inspect.getdoc(value)), "```", ""]
    return "\n".join(parts)


def fresh() -> dict[Path, str]:
    """Return every made page with what it should say."""
    made = {page: with_outputs(page.read_text("utf-8")) for page in pages()}
    reference = DOCS / "reference"
    return made | {
        reference / "options.md": options(),
        reference / "json.md": schema(),
        reference / "python.md": python(),
    }


if __name__ == "__main__":
    for page, text in fresh().items():
        page.write_text(text, "utf-8")
    sys.exit(0)
