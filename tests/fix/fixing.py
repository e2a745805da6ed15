"""Small trees, fixed and looked at: what the tests of ``--fix`` have in common."""

from __future__ import annotations

from pathlib import Path

import ctxsize
from ctxsize.build.request import Request
from ctxsize.fix.block import FixOptions, Source
from ctxsize.fix.plan import propose
from ctxsize.fix.proposal import Proposal

GIT = FixOptions(source=Source.GITIGNORE, unsafe=True)
WHOLE = "FROM scratch\nCOPY . /\n"


def tree(root: Path, files: dict[str, str]) -> None:
    for path, content in {"Dockerfile": WHOLE, **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)


def fixed(root: Path, orders: FixOptions = GIT, builder: str = "buildkit", dockerfile: str | None = None) -> Proposal:
    """Propose, write, and see that a second run has nothing to do."""
    request = Request.of(str(root), builder, dockerfile, None, None, None)
    proposal = propose(request, orders)
    Path(proposal.file).write_bytes(proposal.new)
    assert propose(request, orders).new == proposal.new
    return proposal


def lines(proposal: Proposal) -> list[str]:
    """Return what stands in the file, without comments and blank lines."""
    return [line for line in proposal.new.decode().splitlines() if line and not line.startswith("#")]


def received(root: Path, builder: str = "buildkit") -> set[str]:
    return {entry.path for entry in ctxsize.simulate(str(root), builder).entries if entry.type != "dir"}
