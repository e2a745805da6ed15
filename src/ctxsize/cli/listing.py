"""``--list``: the received entries, or the excluded ones."""

from __future__ import annotations

import sys

from ctxsize.display.escaping import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxsize.api import Simulation


def write_received(simulation: Simulation, *, null: bool, as_json: bool) -> None:
    """Write the received entries in walk order, one a line, or each ended with NUL, or as one JSON document.

    The document alone holds those of named contexts, too: a bare path would not tell which context it is from.
    """
    if as_json:
        from ctxsize.report import json  # noqa: PLC0415 (each format loads what it needs)

        named = [(load.name, load.entries, load.transfer_bytes) for load in simulation.named]
        json.write_entries(simulation.entries, simulation.transfer_bytes, sys.stdout, named)
        return
    end = "\0" if null else "\n"
    for entry in simulation.entries:
        sys.stdout.write((entry.path if null else printable(entry.path)) + end)


def write_excluded(rows: Iterable[tuple[str, str]], *, null: bool) -> None:
    """Write excluded paths, each with the reason behind a tab; with ``null`` the paths alone, each ended with NUL."""
    for path, reason in rows:
        sys.stdout.write(f"{path}\0" if null else f"{printable(path)}\t{printable(reason)}\n")
