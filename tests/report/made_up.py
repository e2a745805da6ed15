"""A report with something of everything in it, hostile names among it: what the renderers are tried on."""

from __future__ import annotations

from ctxsize.analysis.analysis import BuilderReport, Difference, InstructionReport, LineShare, Share
from ctxsize.analysis.comparison import Change, Comparison
from ctxsize.builder import Builder
from ctxsize.context.entry import Tally, Totals, Type
from ctxsize.errors import ExitCode
from ctxsize.fix.block import LeftOut
from ctxsize.fix.outcome import Figures, Outcome, Saved
from ctxsize.gate.baseline import KnownFinding
from ctxsize.gate.budget import Check, Contributor
from ctxsize.gate.verdict import FailOn
from ctxsize.report import Report
from ctxsize.report.rendering import Rendering
from ctxsize.rules import COPY_EXCLUDED_SOURCE, COPY_MISSING_SOURCE, SOCKET, WILDCARD_WITHOUT_MATCH
from ctxsize.rules.finding import Finding, Rule

HOSTILE = "a|b`c`\n::error::x<script>alert(1)</script>&\x1b[31m @octocat #1 ]]> %0A \udcff \u202e é"
"""A name that tries to be markup, a workflow command, a mention, an escape sequence, and is no UTF-8."""

_RECEIVED = Totals(files=3, directories=2, symlinks=1, bytes=22_000_000, transfer_bytes=22_100_000)


def finding(rule: Rule, path: str, message: str, line: int | None = None, size: int = 0) -> Finding:
    """A finding of a rule at its own severity."""
    return Finding(
        rule=rule,
        path=path,
        line=line,
        message=message,
        advice="Correct the path",
        severity=rule.severity,
        bytes=size,
        files=int(bool(size)),
    )


RENDERING = Rendering(
    prefix="services/api",
    places={"Dockerfile": "services/api/Dockerfile", "pyproject.toml": "pyproject.toml"},
)
REPORT = Report(
    root="/home/you/shop/services/api",
    builder=Builder.BUILDKIT,
    dockerfile="Dockerfile",
    target="prod",
    ignore_file=".dockerignore",
    asked=True,
    received=_RECEIVED,
    included=Totals(**{**_RECEIVED.asdict(), "files": 4}),
    excluded=Tally(7, 1_234_567),
    excluded_by_line=(LineShare(2, "node_modules", 6, 1_000_000), LineShare(3, f"{HOSTILE}", 1, 234_567)),
    unreadable=(("closed", "Permission denied"),),
    arrives_empty=(("d/keep/x", 12),),
    largest_directories=(Share("assets", Type.DIRECTORY, 20_000_000, 2),),
    largest_files=(Share("assets/film.mp4", Type.FILE, 19_000_000, 1), Share(HOSTILE, Type.FILE, 1_000_000, 1)),
    extensions=(Share(".mp4", Type.FILE, 19_000_000, 1), Share("", Type.FILE, 3_000_000, 2)),
    findings=(
        finding(COPY_EXCLUDED_SOURCE, "Dockerfile", "COPY dist does not arrive", 3),
        finding(COPY_EXCLUDED_SOURCE, "Dockerfile", "COPY dist does not arrive", 4),
        finding(COPY_MISSING_SOURCE, HOSTILE, f"'{HOSTILE}' is not there", size=1_000_000),
        finding(WILDCARD_WITHOUT_MATCH, "Dockerfile", "COPY *.whl matches nothing", 5),
    ),
    gate=(
        Check(
            check="max-size",
            limit="20MB",
            actual="22.10MB",
            passed=False,
            message="over by 2.10MB (10.5%)",
            origin="pyproject.toml:12",
            measured=22_100_000,
            over=2_100_000,
            note="ask #platform before raising this",
            contributors=(
                Contributor(path="assets/film.mp4", bytes=19_000_000, files=1, before=0),
                Contributor(path=HOSTILE, bytes=1_000_000, files=1, before=900_000),
            ),
        ),
        Check(
            check="max-files",
            limit="3,000",
            actual="3",
            passed=True,
            message="",
            origin="--max-files",
            unit="files",
            measured=3,
        ),
        Check(
            check="min-size",
            limit="1MB",
            actual="",
            passed=None,
            message="another target; checked by ctxsize --target dev",
            subject="dev",
            origin="pyproject.toml:16",
        ),
    ),
    fail_on=FailOn.ERROR,
    known=(finding(SOCKET, "run/app.sock", "A socket arrives as an empty file"),),
    gone=(KnownFinding(code="CTX401", path="old/Dockerfile", content="0123456789ab"),),
    comparison=Comparison(
        ref="origin/main",
        base="1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
        head="2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e",
        before=Totals(**{**_RECEIVED.asdict(), "bytes": 2_900_000, "transfer_bytes": 3_000_000}),
        now=_RECEIVED,
        changes=(
            Change(path="assets/film.mp4", before=None, now=19_000_000),
            Change(path=HOSTILE, before=900_000, now=1_000_000),
            Change(path="old", before=500, now=None),
        ),
        submodules=("vendor/lib",),
        pointers=(("assets/model.bin", 250_000_000),),
    ),
    texts=(("Dockerfile", ("FROM scratch AS prod", "# x", "COPY dist /", "COPY dist /", "COPY *.whl /")),),
    sides=(
        BuilderReport(Builder.BUILDKIT, _RECEIVED, None),
        BuilderReport(Builder.LEGACY, None, f"{HOSTILE} is refused"),
    ),
    differences=(Difference("docs/a.md", Builder.BUILDKIT, "an exception names it"),),
    why=(),
    stage="final stage 'prod' (line 1)",
    instructions=(
        InstructionReport(
            line=3,
            keyword="COPY",
            stage="build",
            sources=("assets", HOSTILE),
            bind=False,
            files=3,
            bytes=20_000_000,
            in_image="part",
            through=(9, 12),
            fixable=Tally(1, 1_000_000),
        ),
        InstructionReport(
            line=5,
            keyword="RUN --mount",
            stage="prod",
            sources=(".",),
            bind=True,
            files=3,
            bytes=22_000_000,
            in_image="made",
            through=(),
            fixable=Tally(),
        ),
    ),
    exit_code=ExitCode.GATE_FAILED,
)

EMPTY = REPORT.replace(
    target=None,
    stage="",
    ignore_file=None,
    asked=False,
    received=Totals(),
    included=Totals(),
    excluded=Tally(),
    excluded_by_line=(),
    unreadable=(),
    arrives_empty=(),
    largest_directories=(),
    largest_files=(),
    extensions=(),
    findings=(),
    gate=(),
    known=(),
    gone=(),
    comparison=None,
    sides=(BuilderReport(Builder.BUILDKIT, Totals(), None), BuilderReport(Builder.LEGACY, Totals(), None)),
    differences=(),
    instructions=(),
    exit_code=ExitCode.CLEAN,
)
"""The report of a build that asks for nothing."""

FIXED = Outcome(
    shown=".dockerignore",
    changes=True,
    lines=3,
    written=True,
    diff="--- /dev/null\n+++ b/.dockerignore\n@@ -0,0 +1 @@\n+**/dist\n",
    figures=(
        Figures(
            builder=Builder.BUILDKIT,
            before=_RECEIVED,
            after=Totals(**{**_RECEIVED.asdict(), "files": 1, "bytes": 1_000_000, "transfer_bytes": 1_010_000}),
        ),
        Figures(builder=Builder.LEGACY, before=None, after=None, error=f"{HOSTILE} is refused"),
    ),
    savings=(
        Saved(
            line="**/dist",
            reason="From .gitignore: git ignores it, so a fresh clone builds without it",
            tallies={Builder.BUILDKIT: Tally(2, 21_000_000)},
        ),
        Saved(
            line="!web/dist",
            reason="Dockerfile:3 takes it: COPY web/dist",
            tallies={Builder.BUILDKIT: Tally(0, 0)},
        ),
    ),
    kept=(("web/dist", "Dockerfile:3 takes it: COPY web/dist"), (HOSTILE, "your own exception")),
    left_out=(
        LeftOut(line="target/", layer=".gitignore", why="Dockerfile:4 takes it: COPY target"),
        LeftOut(line="deploy/id_rsa", why="Dockerfile:5 takes it, and the image may rely on it", unsafe=True),
    ),
    remarks=("Not proved for legacy, which refuses this build.",),
)
