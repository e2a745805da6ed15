"""Limits that a build context is held to: budgets to rows of PASS, FAIL and SKIP.

Sizes are those that Docker prints (transfer bytes); of a budget for a path, the bytes of content that arrive there.
"""

from __future__ import annotations

from ctxsize.context.entry import TallyCounter, Type
from ctxsize.display.escaping import printable
from ctxsize.display.sizes import as_written, doubt, is_binary, parse_size, shown, shown_against
from ctxsize.golang import paths
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import pattern_of
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import Self

    from ctxsize.context.entry import Entry

CONTRIBUTORS = 10
"""How many contributors a failed check names."""
_MANIFOLD = 10
"""From so many times the limit on, a percentage says less than the bytes."""


class Limit(Record):
    """One limit: ``name`` is ``max-size``, ``min-size``, ``max-files`` or ``min-files``.

    ``value`` counts bytes or files; ``text`` is the limit as it was written. ``doubt`` says why it may not be what was
    meant.
    """

    name: str
    value: int
    text: str
    doubt: str = ""

    @classmethod
    def of_size(cls, name: str, text: str) -> Self:
        """Read a limit in bytes.

        Raises:
            QuantityError: if the text is no size.

        """
        return cls(name=name, value=parse_size(text), text=as_written(text), doubt=doubt(text))

    @property
    def is_size(self) -> bool:
        """Whether it counts bytes, not files."""
        return self.name.endswith("size")

    @property
    def is_upper(self) -> bool:
        """Whether more than it is too much."""
        return self.name.startswith("max")


class Budget(Record):
    """Limits for one build, or for a part of its context.

    ``dockerfile`` and ``context`` (absolute), ``target``, ``service`` and ``build`` (a name) say for which build, ``None``
    for any; ``shown_context`` is the context as it was written. ``path`` is a pattern
    as in an ignore file; what it matches, and all below, is held to the limits. ``message`` is the owner's word to
    whoever fails. ``origin`` is where the budget stands: ``--budget``, ``pyproject.toml:12``.
    """

    origin: str
    limits: tuple[Limit, ...]
    dockerfile: str | None = None
    shown_dockerfile: str = ""
    target: str | None = None
    service: str | None = None
    path: str | None = None
    message: str = ""
    build: str | None = None
    context: str | None = None
    shown_context: str = ""

    @property
    def is_of_defined_build(self) -> bool:
        """Whether it is for a build that a file of the repository names, which no command of docker build does."""
        return self.service is not None or self.build is not None

    @property
    def subject(self) -> str:
        """What is held to the limits, for people; empty for any build's whole context."""
        build = self.shown_dockerfile if self.dockerfile is not None else ""
        context = self.shown_context if self.context is not None else ""
        parts = [part for part in (context, build, self.target, self.service, self.build) if part]
        where = " ".join(printable(part) for part in parts)
        if self.path is None:
            return where
        return f"{printable(self.path)} of {where}" if where else printable(self.path)


class Contributor(Record):
    """A file or directory that a failed check is due to.

    ``bytes`` and ``files`` are received now; ``before`` are the bytes at the state compared with: 0 if it is new,
    ``None`` if nothing is compared.
    """

    path: str
    bytes: int
    files: int
    before: int | None = None


class Check(Record):
    """One limit and how it went: ``passed`` is ``None`` where it could not be checked, and ``message`` says why.

    ``check`` is the limit's name and ``subject`` what is held to it (empty for the whole context). ``measured`` is
    the actual as a number of bytes or files (``unit``), ``over`` by how much it lies beyond the limit, 0 if it does
    not. ``note`` is the owner's word.
    """

    check: str
    limit: str
    actual: str
    passed: bool | None
    message: str
    subject: str = ""
    origin: str = ""
    unit: str = "bytes"
    measured: int = 0
    over: int = 0
    note: str = ""
    contributors: tuple[Contributor, ...] = ()

    @property
    def verdict(self) -> str:
        """``PASS``, ``FAIL`` or ``SKIP``."""
        return "SKIP" if self.passed is None else "PASS" if self.passed else "FAIL"

    @property
    def title(self) -> str:
        """The check and its subject, for people."""
        return f"{self.check} {self.subject}".rstrip()

    @property
    def key(self) -> str:
        """What a baseline knows the check by."""
        return f"{self.check}:{self.subject}"


class MeasuredBuild(Record):
    """What a budget is held against.

    ``dockerfile`` and ``context`` are absolute, ``target`` is the name or number of the stage that is built, ``names`` are
    those of the build where a file of the repository defines it, ``services`` those that are services of Compose.
    ``entries`` tells all that is
    received, when asked; ``largest`` are the largest files of it with their bytes, the largest first, at least
    :data:`CONTRIBUTORS` of them, if those are known already. ``before`` are the files' bytes at the state compared with; ``known`` is how far each check
    may go by the baseline, by :attr:`Check.key`.
    """

    dockerfile: str
    target: str | None
    transfer_bytes: int
    files: int
    entries: Callable[[], Sequence[Entry]]
    largest: Sequence[tuple[str, int]] = ()
    before: Mapping[str, int] | None = None
    known: Mapping[str, int] | None = None
    names: Collection[str] = ()
    services: Collection[str] = ()
    context: str = ""


def check(budgets: Iterable[Budget], measured: MeasuredBuild) -> tuple[Check, ...]:
    """Return one row for each limit of each budget, in their order."""
    return tuple(row for budget in budgets for row in _rows(budget, measured))


def _rows(budget: Budget, measured: MeasuredBuild) -> list[Check]:
    why = _why_skipped(budget, measured)
    if why:
        return skipped(budget, why)
    entries = _below(budget.path, measured.entries()) if budget.path is not None else None
    tally = TallyCounter(measured.files, measured.transfer_bytes)
    if entries is not None:
        tally = TallyCounter(sum(map(_is_file, entries)), sum(entry.size for entry in entries))
    return [_held(limit, budget, tally, entries, measured) for limit in budget.limits]


def skipped(budget: Budget, why: str) -> list[Check]:
    """Return a row for each limit of a budget that can't be checked, and why."""
    return [
        Check(
            check=limit.name,
            limit=limit.text,
            actual="",
            passed=None,
            message=why,
            subject=budget.subject,
            origin=budget.origin,
            unit=_unit(limit),
        )
        for limit in budget.limits
    ]


def total_row(limit: Limit, builds: Sequence[tuple[str, int]], guessed: int = 0) -> Check:
    """Return the row for what all builds receive together.

    Args:
        limit: in bytes, at most.
        builds: those that count: their names and transfer bytes, the largest first.
        guessed: how many do not count, as their contexts are guessed.

    """
    measured = sum(size for _, size in builds)
    beyond = max(0, measured - limit.value)
    aside = f"without {guessed} {'build' if guessed == 1 else 'builds'} whose context no file states" if guessed else ""
    return Check(
        check="max-total",
        limit=limit.text,
        actual=_amount(measured, limit),
        passed=not beyond,
        message="; ".join(filter(None, (_beyond(limit, beyond), aside, limit.doubt))),
        origin="--budget-total",
        measured=measured,
        over=beyond,
        contributors=explained([Contributor(path=name, bytes=size, files=1) for name, size in builds], beyond),
    )


def _why_skipped(budget: Budget, measured: MeasuredBuild) -> str:
    name = budget.service or budget.build
    if name is not None and not applies(budget, measured):
        option = "--service" if budget.service is not None else "--all, for build"
        return f"another build; checked by ctxsize {option} {printable(name)}"
    target = f" --target {printable(budget.target)}" if budget.target else ""
    if budget.context is not None and budget.context != measured.context:
        return f"another context; checked by ctxsize {printable(budget.shown_context)}"
    if budget.dockerfile is not None and budget.dockerfile != measured.dockerfile:
        return f"another Dockerfile; checked by ctxsize -f {printable(budget.shown_dockerfile)}{target}"
    if budget.target is not None and budget.target.lower() != (measured.target or "").lower():
        return f"another target; checked by ctxsize{target}"
    return ""


def applies(budget: Budget, measured: MeasuredBuild) -> bool:
    """Whether a build is one of those that a budget is for."""
    return (
        (budget.service is None or budget.service in measured.services)
        and (budget.build is None or budget.build in measured.names)
        and (budget.context is None or budget.context == measured.context)
        and (budget.dockerfile is None or budget.dockerfile == measured.dockerfile)
        and (budget.target is None or budget.target.lower() == (measured.target or "").lower())
    )


def _held(
    limit: Limit, budget: Budget, tally: TallyCounter, entries: Sequence[Entry] | None, measured: MeasuredBuild
) -> Check:
    actual = tally.bytes if limit.is_size else tally.files
    beyond = max(0, actual - limit.value if limit.is_upper else limit.value - actual)
    row = Check(
        check=limit.name,
        limit=limit.text,
        actual=_amount(actual, limit),
        passed=not beyond,
        message="; ".join(filter(None, (_beyond(limit, beyond), limit.doubt))),
        subject=budget.subject,
        origin=budget.origin,
        unit=_unit(limit),
        measured=actual,
        over=beyond,
        note=budget.message if beyond else "",
    )
    if not beyond:
        return row
    known = (measured.known or {}).get(row.key)
    if known is not None and (actual <= known if limit.is_upper else actual >= known):
        return row.replace(passed=True, message=f"{row.message}, not above the baseline")
    if not limit.is_upper:
        return row
    if entries is None and limit.is_size and measured.before is None and len(measured.largest) >= CONTRIBUTORS:
        largest = [Contributor(path=path, bytes=size, files=1) for path, size in measured.largest[:CONTRIBUTORS]]
        return row.replace(contributors=explained(largest, beyond))
    received = entries if entries is not None else measured.entries()
    rows = contributors(received, measured.before, by_files=not limit.is_size)
    return row.replace(contributors=explained(rows, beyond, by_files=not limit.is_size))


def explained(rows: Iterable[Contributor], over: int, *, by_files: bool = False) -> tuple[Contributor, ...]:
    """Return contributors up to where they explain by how much a limit is passed, in bytes or in files."""
    found: list[Contributor] = []
    left = over
    for row in rows:
        if left <= 0:
            break
        found.append(row)
        left -= row.files if by_files else row.bytes - (row.before or 0)
    return tuple(found)


def contributors(
    entries: Iterable[Entry], before: Mapping[str, int] | None, *, by_files: bool = False
) -> tuple[Contributor, ...]:
    """Return what most of the size is due to, or with ``by_files`` the directories that hold the most files themselves.

    Where there is something to compare with, what was added since comes first.
    """
    if by_files:
        directories: dict[str, TallyCounter] = {}
        for entry in filter(_is_file, entries):
            directories.setdefault(paths.directory(entry.path), TallyCounter()).add(entry.size)
        many = sorted(directories.items(), key=lambda item: (-item[1].files, item[0]))[:CONTRIBUTORS]
        return tuple(Contributor(path=path, bytes=tally.bytes, files=tally.files) for path, tally in many)
    rows = [
        Contributor(
            path=entry.path,
            bytes=entry.size,
            files=1,
            before=None if before is None else before.get(entry.path, 0),
        )
        for entry in entries
        if entry.size
    ]
    rows.sort(key=lambda row: (-max(0, row.bytes - row.before) if row.before is not None else 0, -row.bytes, row.path))
    return tuple(rows[:CONTRIBUTORS])


def growth(limit: str, allowed: int, before: int, now: int, since: str, rows: Collection[Contributor]) -> Check:
    """Return the row for ``--max-growth``.

    Args:
        limit: as it was written.
        allowed: the same in bytes.
        before: transfer bytes at the state compared with.
        now: transfer bytes of the same now.
        since: that state, for people.
        rows: what was added.

    """
    grown = now - before
    beyond = max(0, grown - allowed)
    binary = is_binary(limit)
    sign = "-" if grown < 0 else "+"
    share = f" ({grown / before:+.1%})" if before else ""
    return Check(
        check="max-growth",
        limit=limit if limit.endswith("%") else as_written(limit),
        actual=f"{sign}{shown_against(abs(grown), allowed, binary=binary)}{share}",
        passed=not beyond,
        message="; ".join(filter(None, (f"over by {shown(beyond, binary=binary)}" if beyond else "", doubt(limit)))),
        subject=f"since {since}",
        origin="--max-growth",
        measured=grown,
        over=beyond,
        contributors=explained(tuple(rows)[:CONTRIBUTORS], beyond),
    )


def _below(pattern: str, entries: Iterable[Entry]) -> list[Entry]:
    parsed = pattern_of(pattern)
    if parsed is None:
        return list(entries)
    decide = Matcher([parsed]).decide
    return [entry for entry in entries if decide(entry.path)[0]]


def _is_file(entry: Entry) -> bool:
    return entry.type in {Type.FILE, Type.HARDLINK}


def _unit(limit: Limit) -> str:
    return "bytes" if limit.is_size else "files"


def _amount(actual: int, limit: Limit) -> str:
    if limit.is_size:
        return shown_against(actual, limit.value, binary=is_binary(limit.text))
    return f"{actual:,}"


def _beyond(limit: Limit, beyond: int) -> str:
    if not beyond:
        return ""
    amount = shown(beyond, binary=is_binary(limit.text)) if limit.is_size else f"{beyond:,}"
    share = f" ({beyond / limit.value:.1%})" if beyond < limit.value * _MANIFOLD else ""
    return f"{'over' if limit.is_upper else 'under'} by {amount}{share}"
