"""What the page's script is told of one build: where all files lie and what becomes of them, as compact plain data.

A directory is ``[name, sums, files, directories]``. ``sums`` are the files without a name, as class, number and bytes, one
after the other; ``files`` are name, bytes and class of each. A class is ``[who receives it, for whom its bytes count, line of
the ignore file, whether it leaves with a fix]``; the first two are bits.
"""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.display.escaping import printable
from ctxsize.report.figures import name_of, size_by
from ctxsize.report.full import reach_words
from ctxsize.scan.receivers import EXCLUDED, OTHER, REQUESTED, TAKES_WHOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from ctxsize.context.entry import Totals
    from ctxsize.report import Report
    from ctxsize.report.page.facts import Facts
    from ctxsize.scan.tree import Placed

    Plain: TypeAlias = str | int | bool | list["Plain"] | dict[str, "Plain"] | None


class _Directory:
    """A directory under way: what lies in it itself, and the directories in it."""

    __slots__ = ("directories", "files", "sums")

    def __init__(self) -> None:
        self.sums: list[Plain] = []
        self.files: list[Plain] = []
        self.directories: dict[str, _Directory] = {}

    def at(self, path: str) -> _Directory:
        found = self
        for name in path.split("/") if path else ():
            inner = found.directories.get(name)
            if inner is None:
                inner = found.directories[name] = _Directory()
            found = inner
        return found

    def plain(self, name: str) -> list[Plain]:
        """Return the directory with all in it; the context's depth is bounded by what a path may have."""
        inside: list[Plain] = [inner.plain(printable(inside)) for inside, inner in self.directories.items()]
        return [name, self.sums, self.files, inside]


class _Classes:
    """Numbers the different things that become of files."""

    def __init__(self, lines: Mapping[int, int], arriving: frozenset[str] | None) -> None:
        self._lines = lines
        self._arriving = arriving
        self._numbers: dict[tuple[int, int, int, bool], int] = {}

    def of(self, directory: str, placed: Placed) -> int:
        received, counted, rule, _, _, name = placed
        leaves = False
        if self._arriving is not None and name and received & REQUESTED:
            leaves = (f"{directory}/{name}" if directory else name) not in self._arriving
        key = (received, counted, rule, leaves)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
        return number

    def plain(self) -> list[Plain]:
        return [
            [received, counted, self._lines.get(rule, 0), int(leaves)]
            for received, counted, rule, leaves in self._numbers
        ]


def page_data(report: Report, facts: Facts) -> dict[str, Plain]:
    """Return what the script is told."""
    texts = dict(report.texts).get(report.ignore_file or "", ())
    lines = dict(enumerate(report.tree.lines)) if report.tree is not None else {}
    classes = _Classes(lines, None if facts.fix is None else facts.fix.arriving)
    top = _Directory()
    if report.tree is not None:
        for path, rows in report.tree.directories.items():
            directory = top.at(path)
            for placed in rows:
                number = classes.of(path, placed)
                *_, count, size, name = placed
                if name:
                    plain = name if name.isascii() and name.isprintable() else printable(name)
                    directory.files += (plain, size, number)
                else:
                    directory.sums += (number, count, size)
    return {
        "views": _views(report, facts),
        "classes": classes.plain(),
        "lines": {
            str(number): printable(texts[number - 1].strip())
            for number in sorted(lines.values())
            if number <= len(texts)
        },
        "ignoreFile": printable(report.ignore_file or ""),
        "tree": top.plain(""),
        "findings": [
            [printable(one.path), one.rule.code, one.severity.value, printable(one.message), int(one.is_fixable)]
            for one in report.findings
            if one.line is None
        ],
        "instructions": [
            [
                row.line,
                printable(f"{row.keyword} {' '.join(row.sources)}"),
                printable(row.stage),
                reach_words(row),
                [printable(place) for place in row.places],
                int(row.by_name),
                row.files,
                row.bytes,
                row.fixable.bytes,
            ]
            for row in report.instructions
        ],
        "changes": {}
        if report.comparison is None
        else {printable(row.path): [row.before, row.now] for row in report.comparison.changes},
        "since": "" if report.comparison is None else printable(report.comparison.since),
        "byLine": [[row.line, printable(row.text), row.files, row.bytes] for row in report.excluded_by_line],
    }


def _views(report: Report, facts: Facts) -> list[Plain]:
    """Return whom the page can show the context for: a key, a name, bits, the totals, and the number that Docker prints."""
    here, there = report.builder, report.builder.other
    sides = {side.builder: side for side in report.sides}
    views: list[Plain] = [_view("build", _name(here), REQUESTED, report.received, here)]
    other = sides.get(there)
    if other is not None:
        view = _view("other", _name(there), OTHER, other.totals, there)
        if other.totals is None:
            view["why"] = printable(other.error or "it refuses the build")
        views.append(view)
    whole: dict[str, Plain] = {"key": "whole", "name": "Whole context", "bits": TAKES_WHOLE | EXCLUDED}
    if report.excluded is None:
        whole |= {"files": None, "bytes": None, "note": "excluded directories were not looked into"}
    else:
        whole |= {
            "files": report.included.files + report.excluded.files,
            "bytes": report.included.bytes + report.excluded.bytes,
            "note": "received or not",
        }
    views.append(whole)
    after: dict[str, Plain] = {"key": "after", "name": "After --fix", "bits": REQUESTED, "files": None, "bytes": None}
    if facts.fix is None or facts.fix.totals is None:
        after["why"] = facts.why_no_fix or "not worked out"
    else:
        after["note"] = f"docker build would print {size_by(here, facts.fix.totals.transfer_bytes)}"
    views.append(after)
    return views


def _name(builder: Builder) -> str:
    return "BuildKit" if builder is Builder.BUILDKIT else "Legacy builder"


def _view(key: str, name: str, bits: int, totals: Totals | None, builder: Builder) -> dict[str, Plain]:
    if totals is None:
        return {"key": key, "name": name, "bits": bits, "files": None, "bytes": None}
    printed = size_by(builder, totals.transfer_bytes)
    return {
        "key": key,
        "name": name,
        "bits": bits,
        "files": totals.files,
        "bytes": totals.bytes,
        "note": f"docker build prints {printed} ({name_of(builder)})",
    }
