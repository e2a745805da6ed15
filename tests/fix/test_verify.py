"""An ignore file that is only thought of, simulated on each builder."""

from __future__ import annotations

from pathlib import Path

from ctxsize.build.plan import plan
from ctxsize.build.request import Request
from ctxsize.context.disk import DiskSource
from ctxsize.context.walk import walk
from ctxsize.fix.prover import Prover
from ctxsize.fix.snapshot import Snapshot
from tests.fix.fixing import tree


def test_a_line_that_a_builder_refuses_is_not_proposed(root: Path) -> None:
    tree(root, {"a": ""})
    build = plan(Request.of(str(root), "buildkit", None, None, None, None))
    snapshot = Snapshot()
    walk(DiskSource(str(root)), snapshot)
    prover = Prover([build], [], snapshot, b"")
    assert prover.receive(["a"]) is not None
    assert prover.receive(["a\tb"]) is None
