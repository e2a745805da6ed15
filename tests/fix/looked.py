"""A baseline of a small tree: what the parts of ``--fix`` are asked about."""

from __future__ import annotations

from pathlib import Path

from ctxsize.build.request import Request
from ctxsize.fix.baseline import Baseline, look
from ctxsize.ignore.parse import pattern_of
from ctxsize.ignore.pattern import Pattern
from ctxsize.rules.selection import Selection
from tests.fix.fixing import tree


def baseline(root: Path, files: dict[str, str], platform: str | None = None) -> Baseline:
    """Return the baseline of a tree with these files."""
    tree(root, files)
    seen = look(Request.of(str(root), "buildkit", None, None, None, platform), Selection())
    return Baseline([seen], seen.plan.inputs.ignore_data, ".dockerignore")


def pattern(line: str) -> Pattern:
    """Return the pattern of a line."""
    found = pattern_of(line)
    assert found is not None
    return found
