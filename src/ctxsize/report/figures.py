"""Figures as Docker prints them, and counts with their nouns."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.display.sizes import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.analysis.comparison import Comparison
    from ctxsize.context.entry import Totals

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_THOUSAND = 1000


def buildkit_size(size: int) -> str:
    """Return bytes as BuildKit prints them: decimal units, two decimals (``59B``, ``2.75kB``)."""
    return shown(size)


def legacy_size(size: int) -> str:
    """Return bytes as the legacy builder prints them: decimal units, four significant digits (``7.68kB``)."""
    value, power = float(size), 0
    while value >= _THOUSAND and power + 1 < len(_UNITS):
        value, power = value / _THOUSAND, power + 1
    return f"{value:.4g}{_UNITS[power]}"


def size_by(builder: Builder, size: int) -> str:
    """Return bytes as this builder prints them."""
    return buildkit_size(size) if builder is Builder.BUILDKIT else legacy_size(size)


def signed(size: int) -> str:
    """Return a difference in bytes with its sign: ``+3.07MB``, ``-12B``."""
    return f"{'-' if size < 0 else '+'}{buildkit_size(abs(size))}"


def not_compared(comparison: Comparison) -> str:
    """Return what a comparison leaves aside, in one sentence; empty if nothing."""
    parts = []
    if comparison.submodules:
        parts.append(f"{count(len(comparison.submodules), 'submodule')} not looked into")
    if comparison.pointers:
        content = sum(size for _, size in comparison.pointers)
        files = count(len(comparison.pointers), "file")
        parts.append(f"{files} of Git LFS counted as a pointer, without {buildkit_size(content)} of content")
    return "; ".join(parts)


def count(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 file``, ``1,204 files``."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def contents(totals: Totals) -> str:
    """Return how much there is of what: ``39 files, 22 directories, 1 link``."""
    parts = [count(totals.files, "file"), count(totals.directories, "directory")]
    parts += [count(totals.symlinks, "link")] if totals.symlinks else []
    parts += [f"{totals.other} other"] if totals.other else []
    return ", ".join(parts)


def name_of(builder: Builder) -> str:
    """Return a builder's name for people."""
    return "BuildKit" if builder is Builder.BUILDKIT else "legacy builder"
