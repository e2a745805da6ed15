"""What is large, twice, or sent for nothing."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.display.escaping import printable, quoted
from ctxsize.golang import paths
from ctxsize.needs.statement import Certainty
from ctxsize.record import Record
from ctxsize.rules import COPIED_BY_NOTHING, DUPLICATE_CONTENT, LARGE_DIRECTORY, LARGE_FILE
from ctxsize.rules.finding import Confidence, Finding, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from ctxsize.context.entry import Tally
    from ctxsize.dockerfile.sources import Source
    from ctxsize.needs.model import Needs
    from ctxsize.rules.files import Piece

LARGE_FILE_BYTES = 100_000_000
HUGE_FILE_BYTES = 500_000_000
"""From this size on, a file in a directory that is reported as a whole is named as well."""
LARGE_DIRECTORY_BYTES = 50_000_000
DUPLICATE_BYTES = 1_000_000
UNUSED_BYTES = 1_000_000
_ABOUT_SIZE = {"model-or-dataset", "archive", "media", "disk-image"}
"""Rules that speak of size themselves."""
_FEW_FILES = 3
_NEARLY_ALL = 0.9


class Weights(Record):
    """What is received: the largest files with their bytes, and the directories with all below."""

    files: Sequence[tuple[str, int]]
    directories: Mapping[str, Tally]


def find(
    weights: Weights, pieces: Sequence[Piece], needs: Needs, digest: Callable[[str], bytes | None]
) -> Iterator[Finding]:
    """Yield the findings on size.

    Args:
        weights: what is received.
        pieces: what other rules speak of already.
        needs: what the build needs.
        digest: tells a file's content from others of its size; ``None`` if it can't be read or would take too long.

    """
    yield from _large_files(weights, pieces, needs)
    yield from _large_directories(weights, pieces, needs)
    yield from _duplicates(weights, pieces, digest)


def _large_files(weights: Weights, pieces: Sequence[Piece], needs: Needs) -> Iterator[Finding]:
    told = {piece.path: piece for piece in pieces}
    for path, size in weights.files:
        places = paths.with_directories(path) if told else ()
        around = next((told[place] for place in places if place in told), None)
        if around is not None and (around.kind.rule in _ABOUT_SIZE or not around.is_directory):
            continue
        least = HUGE_FILE_BYTES if around is not None else LARGE_FILE_BYTES
        if size >= least and may_be_waste(needs, path):
            yield _finding(LARGE_FILE, path, f"{quoted(path)} is large, and no instruction names it", size, 1)


def _large_directories(weights: Weights, pieces: Sequence[Piece], needs: Needs) -> Iterator[Finding]:
    told = {piece.path: piece.kind.rule for piece in pieces if piece.is_directory}
    named_by_themselves = _large_file_bytes(weights.files)
    inside = _children(weights.directories)
    for top in inside.get("", ()):
        path = _where_the_weight_is(top, inside, weights.directories, told)
        tally = weights.directories[path]
        if tally.bytes - named_by_themselves.get(path, 0) < LARGE_DIRECTORY_BYTES or tally.files < _FEW_FILES:
            continue
        if _is_reported(path, told, pieces):
            continue
        if any(needs.needed(place) for place in paths.with_directories(path)) or not may_be_waste(needs, path):
            continue
        yield _finding(
            LARGE_DIRECTORY, path, f"{quoted(path)} is large, and no instruction names it", tally.bytes, tally.files
        )


def may_be_waste(needs: Needs, path: str) -> bool:
    """Whether nothing speaks for something large: no instruction that names it or a directory around it, no command."""
    from ctxsize.needs.exclusion import may_exclude  # noqa: PLC0415 (many a context holds nothing to judge)

    judgement = may_exclude(needs, path)
    # A pack of the history goes or stays with all of it.
    outside = ".git" not in path.split("/")
    return outside and (judgement.may or judgement.certainty is Certainty.UNKNOWN)


def _large_file_bytes(files: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Return by directory the bytes of the files below it that are large enough to be named by themselves."""
    found: dict[str, int] = {}
    for path, size in files:
        if size >= LARGE_FILE_BYTES:
            for above in paths.with_directories(path)[:-1]:
                found[above] = found.get(above, 0) + size
    return found


def _where_the_weight_is(
    path: str, inside: Mapping[str, Sequence[str]], directories: Mapping[str, Tally], told: Collection[str]
) -> str:
    """Return the innermost directory that holds nearly all of what is in ``path``, none below one that is reported."""
    while path not in told:
        heaviest = max(inside.get(path, ()), key=lambda child: directories[child].bytes, default=None)
        if heaviest is None or directories[heaviest].bytes < _NEARLY_ALL * directories[path].bytes:
            break
        path = heaviest
    return path


def _is_reported(path: str, told: Mapping[str, str], pieces: Sequence[Piece]) -> bool:
    """Whether another rule reports the directory, one above, or something in it; the rule on data does not count."""
    known = next((told[above] for above in paths.with_directories(path) if above in told), None)
    return known not in {None, "data-directory"} or any(piece.path.startswith(path + "/") for piece in pieces)


def _children(directories: Mapping[str, Tally]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(directories):
        if path and directories[path].bytes >= LARGE_DIRECTORY_BYTES:
            found.setdefault(path.rpartition("/")[0], []).append(path)
    return found


def _duplicates(weights: Weights, pieces: Sequence[Piece], digest: Callable[[str], bytes | None]) -> Iterator[Finding]:
    told = {piece.path for piece in pieces}
    by_size: dict[int, list[str]] = {}
    for path, size in weights.files:
        if size >= DUPLICATE_BYTES and told.isdisjoint(paths.with_directories(path)):
            by_size.setdefault(size, []).append(path)
    for size, same_size in by_size.items():
        alike: dict[bytes, list[str]] = {}
        for path in same_size if len(same_size) > 1 else ():
            content = digest(path)
            if content is not None:
                alike.setdefault(content, []).append(path)
        for group in alike.values():
            first, *others = sorted(group, key=lambda path: (len(path), path))
            for other in others:
                message = f"{quoted(other)} holds the same as {quoted(first)}"
                yield _finding(DUPLICATE_CONTENT, other, message, size, 1)


def sent_for_nothing(
    weights: Weights, builder: Builder, sources: Sequence[Source], dockerfile: str
) -> Iterator[Finding]:
    """Yield one finding if the legacy builder is sent directories that no instruction copies anything from.

    ``sources`` are those of all that the target needs, in the main context.
    """
    if builder is not Builder.LEGACY or not sources or any(not source.path for source in sources):
        return
    named = [source.path.split("/") for source in sources]
    unused = [
        path for path in weights.directories if path and not any(_meets(path.split("/"), parts) for parts in named)
    ]
    outermost = [path for path in unused if path.rpartition("/")[0] not in set(unused)]
    tallies = [weights.directories[path] for path in outermost]
    total = sum(tally.bytes for tally in tallies)
    if total < UNUSED_BYTES:
        return
    heaviest = max(outermost, key=lambda path: (weights.directories[path].bytes, path))
    more = f" and {len(outermost) - 1} more directories" if len(outermost) > 1 else ""
    message = f"{quoted(heaviest)}{more} {'are' if more else 'is'} sent, and no instruction of {printable(dockerfile)} copies anything from there"
    yield _finding(COPIED_BY_NOTHING, heaviest, message, total, sum(tally.files for tally in tallies))


def _meets(directory: list[str], source: list[str]) -> bool:
    """Whether a source may take something in a directory, or all around it."""
    return all(
        part == name or (paths.has_wildcard(part) and paths.matches(part, name))
        for part, name in zip(source, directory, strict=False)
    )


_ADVICE = {
    LARGE_FILE.code: "Exclude it in the ignore file if the image can do without it, or name it in a COPY if it can't.",
    LARGE_DIRECTORY.code: "Exclude it in the ignore file if the image can do without it, or name it in a COPY if it can't.",
    DUPLICATE_CONTENT.code: "Delete or exclude one of them.",
    COPIED_BY_NOTHING.code: "Exclude what the image can do without; BuildKit, the newer builder, does not send it.",
}


def _finding(rule: Rule, path: str, message: str, size: int, files: int) -> Finding:
    return Finding(
        rule=rule,
        severity=rule.severity,
        confidence=Confidence.HIGH,
        path=path,
        message=message,
        advice=_ADVICE[rule.code],
        bytes=size,
        files=files,
    )
