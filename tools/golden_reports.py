"""The recorded output of each renderer.

python -m tools.golden_reports     records it again
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from ctxsize.fix import outcome
from ctxsize.fix.summary import summary
from ctxsize.report import Report, concise, github, gitlab, html, json, junit, markdown, sarif, terminal
from ctxsize.report.look import Look
from ctxsize.report.rendering import Rendering
from tests.report.made_up import EMPTY, FIXED, RENDERING, REPORT

DIRECTORY = Path(__file__).parents[1] / "testdata/golden"

Write = Callable[[Report, TextIO, Rendering], None]


RENDERERS: dict[str, Write] = {
    "txt": lambda report, stream, rendering: terminal.write(report, stream, rendering.replace(full=True)),
    "concise": concise.write,
    "statistics": lambda report, stream, rendering: terminal.write(report, stream, rendering.replace(statistics=True)),
    "json": json.write,
    "sarif": sarif.write,
    "github": github.write,
    "gitlab.json": gitlab.write,
    "md": markdown.write,
    "xml": junit.write,
    "html": html.write,
}
REPORTS = {"full": REPORT, "empty": EMPTY}
RENDERINGS = {"full": RENDERING.replace(colored=False), "empty": Rendering(colored=False)}
FIXES: dict[str, Callable[[TextIO], None]] = {
    "txt": lambda stream: print(summary(FIXED, REPORT.findings, Look()), end="", file=stream),
    "json": lambda stream: outcome.write_json(FIXED, 2, 1, stream),
}


def told(ending: str) -> str:
    """What is said of a fix."""
    stream = io.StringIO()
    FIXES[ending](stream)
    return stream.getvalue()


def rendered(write: Write, report: Report, rendering: Rendering) -> str:
    """The output, without what changes with each release or each new rule."""
    stream = io.StringIO()
    write(report, stream, rendering)
    output = re.sub(r'("semanticVersion": "|<footer>ctxsize )[^"<]+', r"\1VERSION", stream.getvalue())
    # The rules' own texts, and the look of the page, are no business of these tests.
    output = re.sub(r'(?s)("rules": \[).*?(\n          \])', r"\1\2", output)
    output = re.sub(r"(?s)(<style>|<script>)\n.*?(</style>|</script>)", r"\1\2", output)
    return re.sub(r'(?m)^    <testcase classname="ctxsize.rules" name="[^"]*"></testcase>\n', "", output)


if __name__ == "__main__":
    DIRECTORY.mkdir(exist_ok=True)
    for name, report in REPORTS.items():
        for ending, write in RENDERERS.items():
            (DIRECTORY / f"{name}.{ending}").write_text(rendered(write, report, RENDERINGS[name]), "utf-8")
    for ending in FIXES:
        (DIRECTORY / f"fixed.{ending}").write_text(told(ending), "utf-8")
