"""What ``--fix`` did, as JSON."""

from __future__ import annotations

import io
import json

from ctxsize.builder import Builder
from ctxsize.context.entry import Tally, Totals
from ctxsize.fix.block import LeftOut
from ctxsize.fix.outcome import Figures, Outcome, Saved, write_json

BOTH = {Builder.BUILDKIT: Tally(3, 5_000_000), Builder.LEGACY: Tally(3, 5_000_000)}
OUTCOME = Outcome(
    shown=".dockerignore",
    changes=True,
    lines=3,
    written=True,
    diff="--- a\n",
    figures=(
        Figures(
            Builder.BUILDKIT, Totals(files=9, transfer_bytes=25_000_000), Totals(files=6, transfer_bytes=12_500_000)
        ),
        Figures(Builder.LEGACY, None, None, "it refuses\nthis"),
    ),
    savings=(
        Saved(line="*.log", reason="", tallies={Builder.BUILDKIT: Tally(1, 7), Builder.LEGACY: Tally(2, 9)}),
        Saved(line="dist", reason="", tallies=BOTH),
        Saved(line="!dist/a", reason="", tallies=BOTH),
    ),
    kept=(("web\n", "COPY web"),),
    left_out=(LeftOut(line="x", why="it is tracked"),),
    remarks=("A remark.",),
)


def test_json_has_every_line_and_each_builder() -> None:
    stream = io.StringIO()
    write_json(OUTCOME, 2, 1, stream)
    document = json.loads(stream.getvalue())
    assert (document["findings"], document["exit_code"]) == (2, 1)
    assert [row["line"] for row in document["fix"]["lines"]] == ["*.log", "dist", "!dist/a"]
    assert document["fix"]["builders"]["legacy"] == {"error": "it refuses\nthis"}
    assert document["fix"]["builders"]["buildkit"]["saved_seconds"] == 1.0
