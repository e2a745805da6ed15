"""Files and directories that are received and that a build seldom needs, unless something speaks for them."""

from __future__ import annotations

import re

from ctxsize.context.entry import Type
from ctxsize.display.escaping import capital, quoted
from ctxsize.golang import paths
from ctxsize.ignore.parse import as_pattern
from ctxsize.needs.names import Names
from ctxsize.needs.statement import Certainty
from ctxsize.needs.waste import Cruft, catalogue
from ctxsize.record import Record
from ctxsize.rules import FILE_RULES
from ctxsize.rules.finding import Confidence, Finding, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ctxsize.context.entry import Tally
    from ctxsize.needs.model import Needs
    from ctxsize.needs.statement import Judgement
    from ctxsize.scan.notes import Noted

_OWN_WORLD = frozenset(
    {"node_modules", "bower_components", "site-packages", "dist-packages", ".git", ".hg", ".svn", ".terraform"}
)
"""Directories in which nothing is looked for: what is in there comes and goes with them."""
_TESTS = frozenset(
    {
        "test",
        "tests",
        "testdata",
        "test-data",
        "test_data",
        "fixtures",
        "__fixtures__",
        "spec",
        "specs",
        "examples",
        "example",
    }
    | {"samples", "testing", "__tests__", "mocks", "__mocks__", "e2e", "docs", "doc", "tutorials", "demo", "demos"}
)
_PLACE_KEEPERS = frozenset({".gitignore", ".gitkeep", ".gitattributes", ".keep", ".empty", ".placeholder", "readme.md"})
_GIT = ".git"
_IS = ("a ", "built ", "compiled by", "what ")
"""How words begin that say what a directory is, and not what it holds."""
_STAMP_BYTES = 1_000_000
_PLACE_KEPT_BYTES = 4096
_PLACE_KEPT_FILES = 16


class Scene(Record):
    """What there is to look at.

    ``noted`` are entries, among them all that are :func:`wanted`; ``below_threshold`` the paths of received ones that would be if
    they were larger; ``directories`` what is received by directory, with all below. ``ignored`` says whether git ignores a path,
    ``names`` lists a directory, ``head`` gives the
    first 64 KiB of a file (nothing if it can't be read), ``is_image`` tells whether an archive holds a container image.
    """

    noted: Sequence[Noted]
    below_threshold: Sequence[str]
    directories: Mapping[str, Tally]
    needs: Needs
    ignored: Callable[[str], bool]
    names: Callable[[str], Sequence[str]]
    head: Callable[[str], bytes]
    is_image: Callable[[str], bool]


class Piece(Record):
    """One path that is a kind of cruft, with what is received of it, and what was judged of it."""

    path: str
    kind: Cruft
    files: int
    bytes: int
    is_directory: bool
    judgement: Judgement


def find(scene: Scene, pieces: Sequence[Piece]) -> list[Finding]:
    """Return a finding for each of the :func:`unneeded` directories and files, or one for all of a kind that have one name."""
    groups: dict[tuple[str, str], list[Piece]] = {}
    for piece in pieces:
        # Those of one name have one line in common, which is what there is to be done about them.
        key = (piece.kind.what, piece.kind.glob(piece.path) if piece.kind.gather else piece.path)
        groups.setdefault(key, []).append(piece)
    return [*(_finding(group, pieces, scene) for group in groups.values()), *_stamp(scene)]


def _stamp(scene: Scene) -> Iterable[Finding]:
    """Yield what to say of a large history that is received for nothing but the commit that Go writes into a program."""
    tally = scene.directories.get(_GIT)
    if tally is None or tally.bytes < _STAMP_BYTES:
        return
    readers = [reader for reader in scene.needs.history if reader.statement.path == _GIT]
    if not readers or any(not reader.stamp for reader in readers):
        return
    rule = FILE_RULES["version-control"]
    yield Finding(
        rule=rule,
        severity=Severity.INFO,
        confidence=Confidence.MEDIUM,
        path=_GIT,
        message=f"{quoted(_GIT)} is needed for one purpose. {capital(readers[0].statement.words)}",
        advice=(
            "If nothing asks the program for its commit, build with -buildvcs=false and exclude it; or hand the commit to the "
            "build with --build-arg and -ldflags."
        ),
        bytes=tally.bytes,
        files=tally.files,
    )


def unneeded(scene: Scene) -> list[Piece]:
    """Return the directories and files that are received and not needed, without what lies in one of them."""
    return list(_pieces(scene))


def _pieces(scene: Scene) -> Iterable[Piece]:
    """Yield each piece, the directories first, and nothing that lies in another."""
    taken: set[str] = set()
    for checkout in _checkouts(scene):
        taken.add(checkout.path)
        yield checkout
    others = {place for path in taken for place in paths.with_directories(path)}
    for noted in sorted(scene.noted, key=_in_order):
        if not noted.received:
            continue
        if paths.lies_in(noted.path, taken) or not _OWN_WORLD.isdisjoint(noted.path.split("/")[:-1]):
            continue
        for kind in catalogue().called(noted.path.rpartition("/")[2].lower()):
            piece = _piece(noted, kind, scene)
            if piece is None or piece.path in taken or piece.path in others:
                continue
            if not piece.judgement.may and piece.judgement.certainty is Certainty.UNKNOWN:
                continue  # another kind of that name may fit
            taken.add(piece.path)
            if piece.judgement.may:
                yield piece
            break


def _in_order(noted: Noted) -> tuple[int, bool, str]:
    """Sort the outer ones first; what merely says that something is a cache comes behind what says which."""
    return noted.path.count("/"), noted.path.endswith("CACHEDIR.TAG"), noted.path


def _checkouts(scene: Scene) -> Iterable[Piece]:
    """Yield other checkouts; where a directory holds nothing else, that directory."""
    marks = [noted for noted in scene.noted if noted.received and noted.path.endswith("/.git")]
    if not marks:
        return
    from ctxsize.needs.checkouts import checkout_at  # noqa: PLC0415 (hardly any context holds one)

    found: dict[str, tuple[str, bool]] = {}
    for noted in sorted(marks, key=_in_order):
        directories = noted.path.split("/")[:-1]
        if not _OWN_WORLD.isdisjoint(directories) or any(
            place in found for place in paths.with_directories(noted.path)
        ):
            continue
        checkout = checkout_at(noted.path, scene.needs.lookup)
        if checkout is not None:
            found[checkout.path] = (checkout.what, checkout.own)
    inside: dict[str, list[str]] = {}
    for path in found:
        inside.setdefault(paths.directory(path), []).append(path)
    for directory, those in inside.items():
        whole = (
            directory != "."
            and len(those) > 1
            and set(scene.names(directory)) == {one.rpartition("/")[2] for one in those}
        )
        for path in [directory] if whole else those:
            what, own = found[those[0] if whole else path]
            kind = _checkout_kind(
                f"{len(those)} checkouts: {what} and others" if whole else what, own or scene.ignored(path)
            )
            tally = scene.directories.get(path)
            judgement = _judged(scene, path, kind)
            if tally is not None and tally.files and judgement.may:
                yield Piece(
                    path=path, kind=kind, files=tally.files, bytes=tally.bytes, is_directory=True, judgement=judgement
                )


def _checkout_kind(what: str, certain: bool) -> Cruft:  # noqa: FBT001 (a column)
    nothing = Names(())
    return Cruft(
        rule="other-checkout",
        what=what,
        reason="it is a whole checkout of its own, and the image is built from this one",
        files=nothing,
        directories=nothing,
        globs=("**/",),
        beside=None,
        says="",
        holds=None,
        marks=True,
        made_by="",
        least=0,
        begins=(),
        reader="",
        tests=False,
        gather=False,
        line=None,
        severity=None,
        binds=False,
        certain=certain,
        tracked=False,
        runs_on="",
    )


def _piece(noted: Noted, kind: Cruft, scene: Scene) -> Piece | None:
    is_directory = noted.type is Type.DIRECTORY
    if noted.path not in (kind.directories if is_directory else kind.files) or noted.type is Type.SYMLINK:
        return None
    path = noted.path
    if kind.marks:
        path, is_directory = paths.directory(path), True
        path = "" if path == "." else path
    files, size = _weight(noted, path, scene, is_directory=is_directory)
    fits = (
        path
        and files
        and size >= max(kind.least, 1)
        and (kind.tests or is_directory or _TESTS.isdisjoint(path.lower().split("/")[:-1]))
        and not (is_directory and _is_kept_place(path, files, size, scene))
        and _fits_around(path, kind, scene)
        and _fits_inside(noted.path if kind.marks else path, kind, scene, is_directory=is_directory and not kind.marks)
    )
    if not fits:
        return None
    judgement = _judged(scene, path, kind)
    return Piece(path=path, kind=kind, files=files, bytes=size, is_directory=is_directory, judgement=judgement)


def _judged(scene: Scene, path: str, kind: Cruft) -> Judgement:
    from ctxsize.needs.exclusion import may_exclude  # noqa: PLC0415 (many a context holds nothing to judge)

    return may_exclude(scene.needs, path, kind, ignored=scene.ignored(path))


def _is_kept_place(path: str, files: int, size: int, scene: Scene) -> bool:
    """Whether a directory holds only files that are there for git to keep it."""
    if files > _PLACE_KEPT_FILES or size > _PLACE_KEPT_BYTES:
        return False
    pending = [path]
    while pending:
        place = pending.pop()
        names = scene.names(place)
        if not names and place.rpartition("/")[2].lower() not in _PLACE_KEEPERS:
            return False
        pending += [f"{place}/{name}" for name in names]
    return True


def _weight(noted: Noted, path: str, scene: Scene, *, is_directory: bool) -> tuple[int, int]:
    if not is_directory:
        return 1, noted.size
    tally = scene.directories.get(path)
    return (tally.files, tally.bytes) if tally is not None else (0, 0)


def _fits_around(path: str, kind: Cruft, scene: Scene) -> bool:
    if kind.beside is None:
        return True
    depth = kind.glob(path).count("/") + 1
    around = "/".join(path.split("/")[:-depth])
    beside = [paths.join(around, name) for name in scene.names(around) if name in kind.beside]
    if kind.says:
        return any(re.search(kind.says, scene.head(path).decode("utf-8", "replace")) for path in beside)
    return bool(beside)


def _fits_inside(path: str, kind: Cruft, scene: Scene, *, is_directory: bool) -> bool:
    if kind.holds is not None and is_directory and not any(name in kind.holds for name in scene.names(path)):
        return False
    if kind.reader == "image" and not scene.is_image(path):
        return False
    if not kind.begins:
        return True
    inside = [f"{path}/{name}" for name in scene.names(path)][:8] if is_directory else [path]
    return bool(inside) and all(scene.head(file).startswith(kind.begins) for file in inside)


def _finding(group: Sequence[Piece], pieces: Sequence[Piece], scene: Scene) -> Finding:
    first = min(group, key=lambda piece: (-piece.bytes, len(piece.path), piece.path))
    kind = first.kind
    rule = FILE_RULES[kind.rule]
    more = f" (and {len(group) - 1} more)" if len(group) > 1 else ""
    line = _line(first, group, pieces, scene)
    unsure = [piece for piece in group if not piece.judgement.is_certain]
    return Finding(
        rule=rule,
        severity=Severity(kind.severity) if kind.severity else rule.severity,
        confidence=Confidence.MEDIUM if unsure else Confidence.HIGH,
        path=first.path,
        message=f"{quoted(first.path)}{more} {_be(first)} {kind.what}. {capital(first.judgement.words)}",
        advice=f"Add {quoted(line)} to the ignore file." if line else "Exclude it, or move it out of the context.",
        bytes=sum(piece.bytes for piece in group),
        files=sum(piece.files for piece in group),
        suggestion=line,
        safe=not unsure,
        doubt=_doubt(unsure[0], scene) if unsure else "",
    )


def _be(piece: Piece) -> str:
    """Return the verb between a path and what it is: a directory holds things."""
    return "holds" if piece.is_directory and not piece.kind.what.startswith(_IS) else "is"


def _doubt(piece: Piece, scene: Scene) -> str:
    """Say why it is not sure that a path can go."""
    take = scene.needs.takes(piece.path)
    taken = f"{take.statement.words}, and " if take is not None else ""
    return f"{taken}{FILE_RULES[piece.kind.rule].code} is not certain that {quoted(piece.path)} is waste"


def _line(first: Piece, group: Sequence[Piece], pieces: Sequence[Piece], scene: Scene) -> str | None:
    """Return the shortest line that takes these pieces and nothing that is not one of them."""
    kind = first.kind
    if kind.line is not None:
        return f"{as_pattern(first.path)}/{kind.line}" if kind.line else None
    if kind.marks:
        return as_pattern(first.path)
    glob = kind.glob(first.path)
    # The data's globs are in lower case; in the ignore file case matters.
    written = "/".join(first.path.split("/")[-glob.count("/") - 1 :]) if "*" not in glob else glob
    may_gather = kind.gather and (len(group) > 1 or (first.path != written and not kind.begins))
    if may_gather and all(_ends_as(piece.path, written) for piece in group) and _hits_only(written, pieces, scene):
        return f"**/{written}" if "*" in written else f"**/{as_pattern(written)}"
    return as_pattern(first.path) if len(group) == 1 else None


def _hits_only(glob: str, pieces: Sequence[Piece], scene: Scene) -> bool:
    """Whether a glob for any depth hits nothing that is received but these pieces and what is in them."""
    here = {piece.path for piece in pieces}
    received = [*(noted.path for noted in scene.noted if noted.received), *scene.below_threshold]
    return all(not here.isdisjoint(paths.with_directories(path)) for path in received if _ends_as(path, glob))


def _ends_as(path: str, glob: str) -> bool:
    depth = glob.count("/") + 1
    return paths.matches(glob, "/".join(path.split("/")[-depth:]))
