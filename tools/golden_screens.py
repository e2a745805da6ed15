"""What the text report looks like, written down: each case as terminals of three widths, a pipe, ASCII and colour show it.

python -m tools.golden_screens            writes testdata/screens/NAME.txt again
python -m tools.golden_screens NAME 80    shows one on this terminal
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import ctxsize
from ctxsize.analysis.analysis import Share
from ctxsize.build.request import Request
from ctxsize.cli.forecast import after_fix
from ctxsize.context.entry import Totals, Type
from ctxsize.errors import ExitCode
from ctxsize.gate.budget import Check
from ctxsize.report import Report
from ctxsize.report.full import full
from ctxsize.report.look import Look
from ctxsize.report.rendering import AfterFix, Rendering
from ctxsize.report.screen import screen
from ctxsize.rules import COPY_MISSING_SOURCE, SECRET_FILE
from ctxsize.rules.selection import Selection
from testdata.projects import make
from tests.report.made_up import EMPTY, HOSTILE, REPORT, finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.report.look import Line

DIRECTORY = Path(__file__).parents[1] / "testdata/screens"
LOOKS = {
    "80 columns": Look(width=80),
    "40 columns": Look(width=40),
    "120 columns": Look(width=120),
    "a pipe": Look(),
    "80 columns, ASCII": Look(width=80, is_unicode=False),
    "80 columns, colour": Look(width=80, is_colored=True, many_colors=True),
}
_TOTALS = Totals(files=2, directories=1, bytes=30, transfer_bytes=120)
_PLAIN = EMPTY.replace(asked=True, received=_TOTALS, included=_TOTALS, ignore_file=".dockerignore", stage="")
_LONG = "packages/" + "a-directory-with-a-long-name/" * 9 + "end.js"
_BUDGET = Check(
    check="max-size",
    limit="50MB",
    actual="60.00MB",
    passed=False,
    message="over by 10.00MB (20.0%)",
    origin="--budget",
    measured=60_000_000,
    over=10_000_000,
)

MADE_UP: dict[str, tuple[Report, Rendering]] = {
    "nothing-to-report": (_PLAIN, Rendering(title="api", after=AfterFix(totals=_TOTALS))),
    "nothing-received": (EMPTY, Rendering(title="api")),
    "one-error": (
        _PLAIN.replace(
            findings=(finding(COPY_MISSING_SOURCE, "Dockerfile", "COPY dist is not in the build context", 4),),
            exit_code=ExitCode.GATE_FAILED,
        ),
        Rendering(title="api", after=AfterFix(totals=_TOTALS)),
    ),
    "400-findings": (
        _PLAIN.replace(
            findings=tuple(
                finding(
                    SECRET_FILE, f"service{number:03}/.env", "An environment file with a secret is received", size=90
                )
                for number in range(400)
            )
        ),
        Rendering(title="shop", after=AfterFix(why_not="large context")),
    ),
    "over-budget": (_PLAIN.replace(gate=(_BUDGET,), exit_code=ExitCode.GATE_FAILED), Rendering(title="api")),
    "hostile-names": (
        _PLAIN.replace(
            root=f"/home/{HOSTILE}",
            findings=tuple(
                finding(SECRET_FILE, name, f"'{name}' is received", size=9)
                for name in (HOSTILE, _LONG, "\u202eevil", "a\nb")
            ),
            received=Totals(files=5, bytes=1000, transfer_bytes=1200),
            shares=(
                Share(_LONG, Type.FILE, 600, 1),
                Share(HOSTILE, Type.DIRECTORY, 300, 3),
                Share("\u65e5\u672c\u8a9e" * 20, Type.FILE, 90, 1),
            ),
        ),
        Rendering(title=HOSTILE, command="ctxsize 'a b'"),
    ),
    "everything": (REPORT, Rendering(title="services/api")),
}
"""Reports that no sample project gives, with how they are shown."""


def cases() -> list[str]:
    """Return the names of all cases."""
    return [*make.names(), *MADE_UP]


def case(name: str, directory: Path) -> tuple[Report, Rendering]:
    """Return a case; a sample project is made in a directory and analyzed there, its first build."""
    if name in MADE_UP:
        return MADE_UP[name]
    root = make.make_project(name, directory / name)
    build = make.load(name)["build"][0]
    context, dockerfile = str(root / build.get("context", "")), str(root / build["dockerfile"])
    report = ctxsize.analyze(context, dockerfile=dockerfile, target=build.get("target"))
    request = Request.of(context, "buildkit", dockerfile, build.get("target"), {}, None)
    after = after_fix(request, Selection(), report)
    return report.replace(root=f"/home/you/{name}"), Rendering(title=name, after=after)


def rendered(report: Report, rendering: Rendering) -> str:
    """Return a case as each kind of terminal shows it, and its long form; the escape character is written as ``^[``."""
    parts = [_part(f"first screen, {title}", look, screen(report, look, rendering)) for title, look in LOOKS.items()]
    parts += [
        _part(f"--full, {title}", LOOKS[title], [*full(report, LOOKS[title], rendering)])
        for title in ("80 columns", "a pipe")
    ]
    return "\n".join(parts)


def _part(title: str, look: Look, lines: Sequence[Line]) -> str:
    return f"=== {title}\n{look.lines(lines)}".replace("\x1b", "^[")


def main() -> None:
    """Write them all, or show one."""
    with tempfile.TemporaryDirectory() as directory:
        if sys.argv[1:]:
            name, columns = sys.argv[1], int(sys.argv[2]) if sys.argv[2:] else 80
            report, rendering = case(name, Path(directory))
            look = Look(width=columns, is_colored=True, many_colors=True)
            sys.stdout.write(look.lines(screen(report, look, rendering)))
            return
        DIRECTORY.mkdir(exist_ok=True)
        for name in cases():
            (DIRECTORY / f"{name}.txt").write_text(rendered(*case(name, Path(directory))), "utf-8")


if __name__ == "__main__":
    main()
