"""A proposal of a text that was made elsewhere: its figures are those of the text."""

from __future__ import annotations

from pathlib import Path

import ctxsize
from ctxsize.build.request import Request
from ctxsize.context.entry import Tally
from ctxsize.fix.block import Group, with_block
from ctxsize.fix.rewritten import rewritten
from tests.fix.fixing import tree


def test_its_figures_are_those_once_it_is_written(root: Path) -> None:
    tree(root, {"a": "12345", "b": "1"})
    groups = [Group(reason="r", lines=("a",))]
    new = with_block(b"", groups)
    found = rewritten(Request.of(str(root), "buildkit", None, None, None, None), groups, new, {"a": Tally(1, 5)})
    assert found.changes
    buildkit, legacy = found.figures()
    Path(found.file).write_bytes(new)
    assert buildkit.after is not None
    assert legacy.after is not None
    assert buildkit.after.transfer_bytes == ctxsize.simulate(str(root)).transfer_bytes
    assert legacy.after.transfer_bytes == ctxsize.simulate(str(root), "legacy").transfer_bytes
