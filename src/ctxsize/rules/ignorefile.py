"""The ignore file as a whole: whether it is read at all, and where two builders or two questions answer differently."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.display.escaping import printable, quoted
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.record import Record
from ctxsize.rules import (
    COPY_ALL_WITHOUT_IGNORE_FILE,
    EXCEPTION_ON_ONE_BUILDER,
    FILE_ARRIVES_EMPTY,
    INACTIVE_IGNORE_FILE,
)
from ctxsize.rules.finding import Confidence, Finding, Severity
from ctxsize.rules.order import opened_against

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxsize.context.entry import Totals
    from ctxsize.dockerfile.sources import Source
    from ctxsize.ignore.parse import Line
    from ctxsize.ignore.pattern import Pattern

_MISSPELT = frozenset(
    {"dockerignore", ".dockerignore.txt", ".dockerignores", ".docker-ignore", ".docker_ignore", ".docker.ignore", "_dockerignore"}
    | {".dockeringore", ".dockerignroe", ".dockerginore", ".dockerigore", ".dockerignor", ".dockerinore", ".dokerignore"}
)  # fmt: skip

CONTAINER_IGNORE = ".containerignore"
"""The name that Podman and Buildah look for first."""
_FEW_FILES = 100
_FEW_BYTES = 1_000_000


class Places(Record):
    """Where this build looks for an ignore file, and what lies there.

    ``directory`` is the Dockerfile's, relative to the context root (empty for the root itself), or as the user named it if
    it lies elsewhere; ``beside`` are the names in it, ``at_root`` those in the context root. ``active`` is the ignore
    file that counts, and ``says_nothing`` whether it has no pattern. ``own_context`` is whether all that the Dockerfile
    takes lies in its own directory too, so that other builds may well use that as their context.
    """

    builder: Builder
    dockerfile: str
    directory: str
    beside: frozenset[str]
    at_root: frozenset[str]
    active: str | None
    says_nothing: bool
    own_context: bool = False


def looks_misnamed(name: str) -> bool:
    """Whether something of this name, if it is a file, was meant to be an ignore file."""
    low = name.lower()
    return low in _MISSPELT or name == CONTAINER_IGNORE or (low == IGNORE_FILE and name != IGNORE_FILE)


def inactive(places: Places) -> Iterator[Finding]:
    """Yield a finding for each ignore file that looks as if it counted and does not."""
    name = places.dockerfile.rpartition("/")[2]
    own = name + IGNORE_FILE
    legacy = places.builder is Builder.LEGACY
    for other in sorted(places.beside):
        if not other.endswith(IGNORE_FILE) or other == IGNORE_FILE:
            continue
        of = other.removesuffix(IGNORE_FILE)
        if other == own:
            if legacy:
                yield _inactive(
                    _join(places.directory, other),
                    f"The legacy builder does not read it: it knows {IGNORE_FILE} at the context root only",
                    "Build with BuildKit, or move its lines there.",
                )
        elif of not in places.beside:
            yield _inactive(
                _join(places.directory, other),
                f"No builder reads it: there is no {quoted(of)} beside it",
                f"BuildKit looks for {quoted(own)} beside {quoted(name)}: rename it, or delete it.",
            )
    if places.directory and IGNORE_FILE in places.beside:
        yield _inactive(
            _join(places.directory, IGNORE_FILE),
            "This build does not read it: a directory of the Dockerfile is not the context root",
            f"Move its lines to {quoted(_join(places.directory, own))}, or to {IGNORE_FILE} at the context root.",
            sure=not places.own_context,
        )
    if CONTAINER_IGNORE in places.at_root:
        yield _inactive(
            CONTAINER_IGNORE,
            "Docker does not read it: Podman and Buildah do"
            + (f", instead of {printable(places.active)}, which Docker reads" if places.active else ""),
            f"Rename it to {IGNORE_FILE}, which all of them read."
            if places.active is None
            else f"Keep one file: without it, Podman and Buildah read {IGNORE_FILE} as well.",
            sure=places.active is None,
        )
    if places.active is None:
        yield from _misnamed(places)
    elif places.says_nothing and places.active != IGNORE_FILE and IGNORE_FILE in places.at_root:
        yield _inactive(
            IGNORE_FILE,
            f"This build does not read it: {printable(places.active)} takes its place, and excludes nothing",
            "The two are never merged. Copy the lines that this Dockerfile needs, or delete the empty file.",
        )


def stray(found: Iterable[str]) -> Iterator[Finding]:
    """Yield a finding for each ignore file in a directory that is no context root, as far as is known."""
    for path in found:
        directory = path.rpartition("/")[0]
        yield _inactive(
            path,
            f"This build does not read it: Docker reads {IGNORE_FILE} at the context root, and there is no Dockerfile in {quoted(directory)}",
            f"Move its lines to {IGNORE_FILE} at the context root, each behind {quoted(directory + '/')}, or delete it.",
            sure=False,
        )


def _misnamed(places: Places) -> Iterator[Finding]:
    for name in sorted(filter(looks_misnamed, places.at_root)):
        if name != CONTAINER_IGNORE:
            yield _inactive(name, "No builder reads it: its name is misspelt", f"Rename it to {IGNORE_FILE}.")


def _inactive(path: str, message: str, advice: str, *, sure: bool = True) -> Finding:
    rule = INACTIVE_IGNORE_FILE
    return Finding(
        rule=rule,
        severity=rule.severity if sure else Severity.INFO,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        path=path,
        message=message,
        advice=advice,
    )


def _join(directory: str, name: str) -> str:
    return f"{directory}/{name}" if directory else name


class Lines(Record):
    """The ignore file that counts: its name for people, its lines that hold a pattern, and those patterns."""

    path: str
    lines: Sequence[Line]
    patterns: Sequence[Pattern]


def one_builder_only(rescued: Iterable[tuple[str, int]], lines: Lines, builder: Builder) -> list[Finding]:
    """Return a finding for each exception that BuildKit obeys and the legacy builder does not.

    ``rescued`` are the paths that BuildKit alone receives, each with the number of the pattern that decided.
    """
    by_rule: dict[int, list[str]] = {}
    for path, rule in rescued:
        if rule >= 0 and lines.patterns[rule].exception:
            by_rule.setdefault(rule, []).append(path)
    return [
        Finding(
            rule=EXCEPTION_ON_ONE_BUILDER,
            severity=Severity.WARNING if builder is Builder.LEGACY else Severity.INFO,
            path=lines.path,
            line=lines.lines[number].number,
            message=(
                f"{quoted(lines.lines[number].text.strip())} brings back {_some(found)} with BuildKit only. The legacy builder "
                "looks into an excluded directory only if an exception begins with that directory's path"
            ),
            advice="Write the exception with the whole path, without a wildcard in its directories.",
        )
        for number, found in sorted(by_rule.items())
    ]


def arriving_empty(empty: Iterable[tuple[str, int]], lines: Lines) -> tuple[list[Finding], list[tuple[str, int]]]:
    """Return a finding for each line that makes files arrive empty, and those files for which no line is the reason."""
    by_rule: dict[int, list[tuple[str, int]]] = {}
    others = []
    for path, size in empty:
        number = opened_against(lines.patterns, path)
        if number is None:
            others.append((path, size))
        else:
            by_rule.setdefault(number, []).append((path, size))
    rule = FILE_ARRIVES_EMPTY
    findings = [
        Finding(
            rule=rule,
            severity=rule.severity,
            path=lines.path,
            line=lines.lines[number].number,
            message=(
                f"{_some([path for path, _ in found])} {'arrives' if len(found) == 1 else 'arrive'} with 0 bytes. BuildKit skips "
                f"{quoted(lines.lines[number].text.strip())} when it lists files, and applies it when it opens them"
            ),
            advice="Move the exceptions below this line. The build succeeds, and the content is missing.",
            files=len(found),
            bytes=sum(size for _, size in found),
        )
        for number, found in sorted(by_rule.items())
    ]
    return findings, others


def _some(found: Sequence[str]) -> str:
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return quoted(found[0]) + more


def copied_whole(sources: Iterable[Source], places: Places, received: Totals) -> list[Finding]:
    """Return a finding for the first COPY or ADD of a whole context that has no ignore file.

    Of a small context without history it is but information.
    """
    if places.active is not None:
        return []
    whole = next(
        (
            source
            for source in sources
            if not source.path
            and not source.bind
            and not source.empty
            and not source.exclude
            and source.context is None
        ),
        None,
    )
    if whole is None:
        return []
    rule = COPY_ALL_WITHOUT_IGNORE_FILE
    small = received.files < _FEW_FILES and received.bytes < _FEW_BYTES and ".git" not in places.at_root
    return [
        Finding(
            rule=rule,
            severity=Severity.INFO if small else rule.severity,
            path=places.dockerfile,
            line=whole.line,
            message=f"{whole.keyword} {printable(whole.text)} takes the whole build context, and there is no ignore file",
            advice=f"Write a {IGNORE_FILE}: whatever comes to lie here, such as .git and secrets, gets into the stage.",
            files=received.files,
            bytes=received.bytes,
        )
    ]
