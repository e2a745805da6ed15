"""A report as frozen data, and one renderer a module that writes it."""

from __future__ import annotations

from types import MappingProxyType

from ctxsize.builder import Builder
from ctxsize.context.entry import Tally, Totals, Type
from ctxsize.errors import ExitCode
from ctxsize.gate.verdict import FailOn
from ctxsize.record import Record
from ctxsize.rules.finding import Finding
from ctxsize.rules.suggestion import Suggestion
from ctxsize.rules.suppress import Suppressed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxsize.gate.baseline import KnownFinding
    from ctxsize.gate.budget import Check
    from ctxsize.gate.growth import Comparison


class Share(Record):
    """A part of what is received: a folder with all below it, a file, or an extension; sizes in bytes."""

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


class SideReport(Record):
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
    anything. ``used`` says whether the target needs it. ``loads`` is how often it is asked for: anew by each instruction
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


class User(Record):
    """An instruction that uses a path: its line in the Dockerfile, its stage, and itself as written."""

    line: int
    stage: str
    text: str


class Why(Record):
    """What decided about one path.

    ``line`` and ``text`` are those of the ignore file's line that had the last word, ``None`` if no line matches.
    ``through`` is the folder at which it matched, empty if that is the path itself. ``users`` are the instructions of
    the target that use the path. ``needs`` are sentences on what else needs it, or makes it, or that nothing does.
    """

    path: str
    exists: bool
    excluded: bool
    line: int | None
    text: str
    through: str
    users: tuple[User, ...]
    needs: tuple[str, ...] = ()


class Report(Record):
    """Everything that ctxsize found out about one build.

    ``suppressed`` are findings that a comment keeps quiet, ``unsure`` those of low confidence whose rules were not
    selected; neither fails a gate.

    ``received`` is what the builder receives for this target, ``included`` everything that is not excluded. ``asked``
    is false if the build never asks for its context. ``excluded`` is ``None`` where excluded folders were not looked
    into. Extensions and tables speak of what is received. ``findings``
    from ``fail_on`` on fail; ``known`` are further ones that the baseline knows, ``gone`` those that it knows in vain.
    ``ref`` is the commit whose tree was analyzed, ``None`` for what is on disk. ``comparison`` is with another commit, if one was asked for.
    ``prefix`` is the way from the top of the repository to the context root; ``places`` are other files seen from there.
    ``texts`` are the lines of the Dockerfile and of the ignore file, by their paths for people. ``pages`` are the texts
    on rules, by code, for a form that carries them.
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
    largest_folders: tuple[Share, ...]
    largest_files: tuple[Share, ...]
    extensions: tuple[Share, ...]
    findings: tuple[Finding, ...]
    sides: tuple[SideReport, ...]
    differences: tuple[Difference, ...]
    why: tuple[Why, ...]
    exit_code: ExitCode
    suppressed: tuple[Suppressed, ...] = ()
    unsure: tuple[Finding, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    gate: tuple[Check, ...] = ()
    fail_on: FailOn = FailOn.ERROR
    known: tuple[Finding, ...] = ()
    gone: tuple[KnownFinding, ...] = ()
    ref: str | None = None
    comparison: Comparison | None = None
    prefix: str = ""
    places: Mapping[str, str] = MappingProxyType({})
    texts: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    named: tuple[NamedReport, ...] = ()
    pages: Mapping[str, str] = MappingProxyType({})
