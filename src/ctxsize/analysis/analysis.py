"""What an analysis says of one build, as frozen data."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.context.entry import Tally, Totals, Type
from ctxsize.record import Record
from ctxsize.rules.finding import Finding
from ctxsize.rules.suggestion import Suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.rules.suppress import Suppressed
    from ctxsize.scan.platforms import PlatformTotals
    from ctxsize.scan.tree import ContextTree


class Share(Record):
    """A part of what is received: a directory with all below it, a file, or an extension; sizes in bytes."""

    path: str
    type: Type
    bytes: int
    files: int


class LineShare(Record):
    """What one line of the ignore file keeps out: files, and their bytes."""

    line: int
    text: str
    files: int
    bytes: int


class BuilderReport(Record):
    """What one builder receives; ``error`` says why it would refuse the build."""

    builder: Builder
    totals: Totals | None
    error: str | None


class Difference(Record):
    """A path that just one builder receives, ignore file against ignore file: what the Dockerfile uses is left aside."""

    path: str
    only: Builder
    why: str


class NamedReport(Record):
    """What BuildKit receives of one named context.

    ``location`` is what the user gave; ``local`` is false for an image, a URL or a repository, of which no client sends
    anything. ``used`` says whether the target needs it. ``loads`` is how often it is asked for: again by each instruction
    that names it; ``received`` adds them up. ``ignore_file`` is the one that counts for it.
    """

    name: str
    location: str
    local: bool
    used: bool
    ignore_file: str | None
    loads: int
    received: Totals
    excluded: Tally


class InstructionReport(Record):
    """What one COPY, ADD or bind mount of the target takes of the main context.

    ``sources`` are as written. ``files`` and ``bytes`` are what it takes of what is received: after ``--exclude``, links
    followed, archives as they are. ``in_image`` is a value of :class:`ctxsize.analysis.in_image.InImage`; ``through`` are the
    lines of the ``COPY --from`` that bring it there. ``fixable`` is what fixable findings are about. ``places`` are where the
    sources are in the context, and ``by_name`` is whether it takes some of the files there, by their names.
    """

    line: int
    keyword: str
    stage: str
    sources: tuple[str, ...]
    bind: bool
    files: int
    bytes: int
    in_image: str
    through: tuple[int, ...]
    fixable: Tally
    places: tuple[str, ...] = ()
    by_name: bool = False


class User(Record):
    """An instruction that uses a path: its line in the Dockerfile, its stage, and itself as written."""

    line: int
    stage: str
    text: str


class Why(Record):
    """What decided about one path.

    ``verdict`` are its first words: ``received``, ``not received``, ``would be received: no such path`` and the like.
    ``kind`` is ``file``, ``directory``, ``link`` (to ``link``), ``pattern``, or empty if there is nothing; ``files`` and
    ``bytes`` are received, ``children`` the largest things in it with their bytes. ``other`` says what the other builder does
    where it does something else. ``asked`` is whether the build asks for the path at all.

    ``line`` and ``text`` are those of the ignore file's line that had the last word, ``None`` if no line matches.
    ``through`` is the directory at which it matched, empty if that is the path itself. ``earlier`` are the lines that it
    overruled, ``near`` is a sentence on a line that was meant to match and does not.

    ``users`` are the instructions of the target that use the path. ``needs`` are sentences on what else needs it, and on
    whether it can be excluded; ``git`` is what git says of it. ``fixable`` is whether ``--fix`` excludes it, ``addition`` the
    line of the ignore file that would turn the verdict round.
    """

    path: str
    exists: bool
    excluded: bool
    line: int | None
    text: str
    through: str
    users: tuple[User, ...]
    needs: tuple[str, ...] = ()
    verdict: str = ""
    kind: str = ""
    link: str = ""
    files: int = 0
    bytes: int = 0
    children: tuple[tuple[str, int], ...] = ()
    other: str = ""
    earlier: tuple[str, ...] = ()
    near: str = ""
    asked: bool = True
    git: str = ""
    fixable: bool = False
    addition: str = ""


class Analysis(Record):
    """Everything that was found out about one build, before it is held to any limit.

    ``received`` is what the builder receives for this target, ``included`` everything that is not excluded. ``asked``
    is false if the build never asks for its context. ``excluded`` is ``None`` where excluded directories were not looked
    into. Extensions and the largest are of what is received. ``sides`` are this builder and the other one. ``ref`` is the
    commit whose tree was analyzed, ``None`` for what is on disk. ``named`` are the named contexts.

    ``suppressed`` are findings that a comment keeps quiet, ``unsure`` those of low confidence whose rules were not
    selected; neither fails a gate. ``platforms`` are the loads of several platforms, of which ``received`` has the files
    together and the transfer bytes in sum. ``notes`` say what of the surroundings changed the build, and which engines
    answer otherwise; ``unchecked`` what no rule could look at. ``texts`` are the lines of the Dockerfile and of the ignore file, by their paths for
    people.

    ``tree`` is where all files lie, told only to who asks for it. ``instructions`` are those of the target that take something of the main context, in the order of the Dockerfile.
    ``shares`` are the largest disjoint parts of what is received. ``stage`` is the target in words (``final stage (line 11)``),
    empty if it is not known.
    """

    root: str
    builder: Builder
    dockerfile: str
    target: str | None
    ignore_file: str | None
    asked: bool
    received: Totals
    included: Totals
    excluded: Tally | None
    excluded_by_line: tuple[LineShare, ...]
    unreadable: tuple[tuple[str, str], ...]
    arrives_empty: tuple[tuple[str, int], ...]
    largest_directories: tuple[Share, ...]
    largest_files: tuple[Share, ...]
    extensions: tuple[Share, ...]
    findings: tuple[Finding, ...]
    sides: tuple[BuilderReport, ...]
    differences: tuple[Difference, ...]
    why: tuple[Why, ...]
    suppressed: tuple[Suppressed, ...] = ()
    unsure: tuple[Finding, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    ref: str | None = None
    texts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    named: tuple[NamedReport, ...] = ()
    platforms: tuple[PlatformTotals, ...] = ()
    notes: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    stage: str = ""
    instructions: tuple[InstructionReport, ...] = ()
    tree: ContextTree | None = None
