"""Globs over names, many at once: which of them a name is as, and whether it can be as any."""

from __future__ import annotations

from functools import cache

from ctxsize.ignore.pattern import Glob

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any, TypeAlias

    SortedNames: TypeAlias = tuple[
        list[str],
        dict[str, int],
        dict[str, "SortedNames"],
        tuple[str, ...],
        tuple[str, ...],
        tuple[str, ...],
        list[str],
    ]
    """The globs of a filter by what answers them: literals, endings, stems, prefixes, suffixes, contained, the rest."""
    SortedIndex = tuple[dict[str, list[int]], dict[str, list[int]], list[tuple[str, int]], SortedNames]
    """The globs of an index with their owners: literals, endings, the rest, and the filter for that."""

_WILD = frozenset("*?[")
_TELLING = 4
"""How many letters say enough of a name for a filter."""
_KNOWN_NAMES = 20_000
_BEGINNING = 2
"""How many letters of a name are looked up; a shorter prefix is looked for anywhere."""


class Names:
    """Globs over names, or over the last parts of paths where they have a slash; case does not matter."""

    __slots__ = ("_globs", "_index")

    def __init__(self, globs: Iterable[str]) -> None:
        """Take the globs apart at their slashes, the name first."""
        self._globs = tuple(glob.split("/")[::-1] for glob in globs)
        self._index: NameIndex | None = None

    def __contains__(self, path: str) -> bool:
        """Whether a path ends as one of the globs says."""
        if self._index is None:  # of most globs nobody ever asks
            self._index = NameIndex((glob[0], number) for number, glob in enumerate(self._globs))
        lowered = path.lower()
        numbers = self._index.numbers(lowered.rpartition("/")[2])
        if not numbers:
            return False
        parts = lowered.split("/")[::-1]
        return any(
            len(glob) <= len(parts) and all(fits(part, name) for part, name in zip(glob, parts, strict=False))
            for glob in map(self._globs.__getitem__, numbers)
        )


class NameIndex:
    """Many globs over names, each with its owner's number, and whose a name may be: it is tried with hardly any."""

    __slots__ = ("_endings", "_filter", "_known", "_literals", "_rest")

    def __init__(self, globs: Iterable[tuple[str, int]]) -> None:
        """Take globs and owners; directories in front of a name do not count."""
        self._literals: dict[str, list[int]] = {}
        self._endings: dict[str, list[int]] = {}
        self._rest: list[tuple[str, int]] = []
        for glob, number in globs:
            last = glob.rpartition("/")[2]
            ending = last[1:]
            if "*" not in last:
                self._literals.setdefault(last, []).append(number)
            elif last.startswith("*.") and ending.count(".") == 1 and _WILD.isdisjoint(ending):
                self._endings.setdefault(ending, []).append(number)
            else:
                self._rest.append((last, number))
        self._filter = NameFilter({glob: 0 for glob, _ in self._rest})
        self._known: dict[str, list[int]] = {}

    @classmethod
    def restored(cls, sorted_globs: SortedIndex) -> NameIndex:
        """Return the index that :meth:`sorted_globs` was asked of."""
        made = cls.__new__(cls)
        made._literals, made._endings, made._rest, names = sorted_globs  # noqa: SLF001 (our own)
        made._filter = NameFilter.restored(names)  # noqa: SLF001 (our own)
        made._known = {}  # noqa: SLF001 (our own)
        return made

    def sorted_globs(self) -> SortedIndex:
        """Return the globs as they have been sorted, as plain values."""
        return self._literals, self._endings, self._rest, self._filter.sorted_globs()

    def numbers(self, name: str) -> list[int]:
        """Return the owners of the globs that a name, in lower case, is as, the smallest first."""
        # Most files are called like some other.
        known = self._known.get(name)
        if known is None:
            known = self._tried(name)
            if len(self._known) < _KNOWN_NAMES:
                self._known[name] = known
        return known

    def _tried(self, name: str) -> list[int]:
        found = [number for glob, number in self._rest if fits(glob, name)] if name in self._filter else []
        found += self._literals.get(name, ())
        found += self._endings.get(name[name.rfind(".") :], ()) if "." in name else ()
        return sorted(set(found))


@cache
def _glob(text: str) -> Glob:
    return Glob(text)


def fits(part: str, name: str) -> bool:
    """Whether a name is as a glob, or a part of one between slashes, says; both in lower case."""
    # Most globs are plain names, and compiling something for each would cost more than all else here.
    return part == name or ("*" in part and bool(_glob(part).matches(name)))


class NameFilter:
    """Whether a name can be of interest at all, for a million names: it may say yes too often, never no."""

    __slots__ = (
        *("_beginnings", "_contained", "_endings", "_literals", "_prefixes", "_rest", "_sorted", "_stems", "_suffixes"),
    )

    def __init__(self, globs: Mapping[str, int]) -> None:
        """Sort globs by the cheapest test that answers them; directories in front of a name do not count.

        Each comes with the bytes from which on a file of such a name is of interest.
        """
        literals: list[str] = []
        endings: dict[str, int] = {}
        rest: list[str] = []
        prefixes: list[str] = []
        suffixes: list[str] = []
        contained: list[str] = []
        stems: dict[str, dict[str, int]] = {}
        for path, least in globs.items():
            glob = path.rpartition("/")[2]
            core = glob.strip("*")
            stem, dot, ending = glob.rpartition(".")
            if glob == core and _WILD.isdisjoint(core):
                literals.append(glob)
            elif stem == "*" and _WILD.isdisjoint(ending):
                endings[dot + ending] = min(least, endings.get(dot + ending, least))
            elif dot and _WILD.isdisjoint(ending) and "]" not in ending:
                # So that few names are tried with it.
                stems.setdefault(dot + ending, {})[stem] = least
            elif not _WILD.isdisjoint(core):
                part = _telling_part(glob)
                (contained if part else rest).append(part or glob)
            elif glob == f"*{core}":
                suffixes.append(core)
            elif glob == f"{core}*" and len(core) >= _BEGINNING:
                prefixes.append(core)
            else:
                contained.append(core)
        self._restore(
            sorted(set(literals)),
            endings,
            {ending: NameFilter(those).sorted_globs() for ending, those in stems.items()},
            tuple(sorted(prefixes)),
            tuple(sorted(suffixes)),
            tuple(sorted(text for text in contained if not any(one in text != one for one in contained))),
            rest,
        )

    @classmethod
    def restored(cls, sorted_globs: SortedNames) -> NameFilter:
        """Return the filter that :meth:`sorted_globs` was asked of."""
        made = cls.__new__(cls)
        made._restore(*sorted_globs)  # noqa: SLF001 (our own)
        return made

    def sorted_globs(self) -> SortedNames:
        """Return the globs as they have been sorted, as plain values."""
        return self._sorted

    def _restore(self, *sorted_globs: Any) -> None:  # noqa: ANN401 (the members of SortedNames)
        self._sorted: SortedNames = sorted_globs
        literals, self._endings, stems, self._prefixes, self._suffixes, self._contained, _ = self._sorted
        self._literals = frozenset(literals)
        self._stems = {ending: NameFilter.restored(those) for ending, those in stems.items()}
        # Hardly any name begins like one of the prefixes, and there are many of them.
        self._beginnings = {prefix[:_BEGINNING] for prefix in self._prefixes}
        self._rest: list[Glob] | None = None

    def rows(self) -> list[tuple[str, bool, int]]:
        """Return all as rows: a text, whether it is taken as it stands and not as a glob, and from how many bytes on."""
        return list(_rows(self._sorted))

    def __contains__(self, name: str) -> bool:
        """Whether the name can be of interest; case does not matter."""
        return self.least(name) is not None

    def least(self, name: str) -> int | None:
        """Return the bytes from which on a file of this name is of interest; ``None`` if it never is."""
        name = name.lower()
        dot = name.rfind(".")
        ending = name[dot:]
        if name in self._literals or name.endswith(self._suffixes):
            return 0
        if name[:_BEGINNING] in self._beginnings and name.startswith(self._prefixes):
            return 0
        for text in self._contained:  # twice as fast as any()
            if text in name:
                return 0
        if ending in self._stems and name[:dot] in self._stems[ending]:
            return 0
        if self._rest is None:
            self._rest = [Glob(glob) for glob in self._sorted[-1]]
        if self._rest and any(glob.matches(name) for glob in self._rest):
            return 0
        return self._endings.get(ending)


def _telling_part(glob: str) -> str:
    """Return a plain part of a glob that says enough of a name for a filter; empty if there is none."""
    part = max(glob.partition("[")[0].replace("?", "*").split("*"), key=len)
    return part if len(part) >= _TELLING else ""


def _rows(sorted_names: SortedNames, ending: str = "") -> Iterator[tuple[str, bool, int]]:
    literals, endings, stems, prefixes, suffixes, contained, rest = sorted_names
    yield from ((text + ending, True, 0) for text in literals)
    for own, least in endings.items():
        yield f"*{own}{ending}", False, 0 if ending else least
    for own, inner in stems.items():
        yield from _rows(inner, own + ending)
    for glob in (
        *(f"{text}*" for text in prefixes),
        *(f"*{text}" for text in suffixes),
        *(f"*{text}*" for text in contained),
        *rest,
    ):
        yield glob + ending, False, 0
