"""The ignore file itself: lines that do nothing, the opposite of what they seem to say, or different things.

A pattern that matches nothing is harmless as such, for ignore files are copied from templates. It is reported where
something that exists, and that the line leaves as it is, shows what was meant; or where it can't be a pattern at all.
What is below excluded directories is not looked at: where the answer may lie there, nothing is said.
"""

from __future__ import annotations

import re

from ctxsize.context.entry import Type
from ctxsize.display.escaping import capital, printable, quoted
from ctxsize.golang import paths
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.names import NameSet
from ctxsize.ignore.overlap import reaches_into
from ctxsize.ignore.parse import pattern_of
from ctxsize.ignore.pattern import Glob, PatternKind
from ctxsize.record import Record
from ctxsize.rules import PATTERN_FAILS_BUILD, PATTERN_MATCHES_NOTHING, SHADOWED_PATTERN, USELESS_EXCEPTION
from ctxsize.rules.finding import Finding, Rule, Severity
from ctxsize.rules.nearmiss import Habit, habits
from ctxsize.rules.order import Turning, overruled_by

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ctxsize.context.entry import Tally
    from ctxsize.ignore.parse import IgnoreFile, Line
    from ctxsize.ignore.pattern import Pattern
    from ctxsize.rules.reach import Reach
    from ctxsize.scan.notes import Noted

# fmt: off
_ALWAYS_UNWANTED = frozenset((
    "node_modules", "__pycache__", "*.pyc", "*.pyo", "*.py[co]", "*.py[cod]", "*.log", "*.swp", "*.swo", "*.tmp", "*.bak",
    ".DS_Store", "Thumbs.db", ".idea", ".vscode", ".venv", "venv", ".env", ".pytest_cache", ".mypy_cache", ".ruff_cache",
    ".nox", ".tox", ".ipynb_checkpoints", "*.ipynb", ".terraform", "*.tfstate", ".next", ".nuxt", ".turbo", ".parcel-cache",
    ".coverage", "coverage", "htmlcov", "*.egg-info", "npm-debug.log*", "yarn-error.log*", "*.sqlite", "*.sqlite3", "*.db",
    ".git", ".gradle", ".cache", ".eggs", "*.class", "*.o", "bower_components", "*.tsbuildinfo", ".npmrc", "*.pem", "*.key",
    "*.orig",
))
# fmt: on
"""What nobody wants in an image, wherever it lies. Of other names (`vendor`, `storage`, `data`) only one directory is meant, as
a rule: on 70 public repositories, eight of nine lines with such names had nothing to do with what lay deeper."""
_ENDING = r"\*\.[\w.+-]*\w|\*\.\[[\w]+\]\w*"
"""A line for all files of one ending; whoever writes it seldom means the root alone."""
_SOURCES = frozenset(
    (
        *(
            ".py",
            ".js",
            ".ts",
            ".jsx",
            ".tsx",
            ".go",
            ".rs",
            ".java",
            ".rb",
            ".php",
            ".c",
            ".h",
            ".cpp",
            ".cs",
            ".sh",
            ".html",
            ".css",
        ),
        *(
            ".scss",
            ".json",
            ".yml",
            ".yaml",
            ".toml",
            ".xml",
            ".sql",
            ".txt",
            ".vue",
            ".svelte",
            ".proto",
            ".conf",
            ".ini",
            ".tmpl",
        ),
        *(
            ".png",
            ".svg",
            ".jpg",
            ".jpeg",
            ".gif",
            ".ico",
            ".webp",
            ".woff",
            ".woff2",
            ".ttf",
            ".otf",
            ".mdx",
        ),
    )
)
"""Endings of what a build may need further down, so that it is not said to be forgotten."""
_FOREIGN = frozenset({"node_modules", "vendor", "site-packages", "third_party", ".git", "testdata", "fixtures"})
_MOST_NAMES = 200
_STEPS = 20
"""Names that could be looked at while one verdict is worked out."""
_PLACE_KEEPERS = (".keep", ".gitkeep", ".gitignore", ".empty", ".placeholder")


class Situation(Record):
    """What the rules about the ignore file need to know.

    ``lines`` are those that hold a pattern, in the matcher's order. ``deeper`` are the entries of which
    :func:`deeper_names` asked to hear, as :func:`deeper_by_name` returns them. ``weight`` says what is received at a path and below, ``needed``
    whether the build needs a path for itself.
    """

    ignore_file: IgnoreFile
    lines: Sequence[Line]
    matcher: Matcher
    reach: Reach
    root: str
    deeper: Mapping[str, Sequence[Noted]]
    weight: Callable[[str], Tally]
    needed: Callable[[str], bool] = lambda _: False

    def excluded(self, path: str) -> bool:
        """Whether the ignore file excludes an existing path."""
        try:
            return self.matcher.decide(path)[0]
        except paths.BadPatternError:
            return True


def deeper_names(lines: Iterable[Line], reach: Reach) -> NameSet:
    """Return the names that a survey should note: those of lines that match nothing at the root, and may deeper."""
    steps = [
        Glob(line.pattern.text) if paths.has_wildcard(line.pattern.text) else line.pattern.text
        for line in lines
        if line.pattern is not None and _may_be_deeper(line.pattern) and reach.of(line.pattern) == []
    ]
    return NameSet.of(steps)


def deeper_by_name(noted: Iterable[Noted]) -> dict[str, list[Noted]]:
    """Return by name those that are received and lie in a directory."""
    found: dict[str, list[Noted]] = {}
    for each in noted:
        if each.received and "/" in each.path:
            found.setdefault(each.path.rpartition("/")[2], []).append(each)
    return found


def _may_be_deeper(pattern: Pattern) -> bool:
    return not pattern.exception and (pattern.text in _ALWAYS_UNWANTED or _is_ending(pattern.text))


def _is_ending(text: str) -> bool:
    if not text.startswith("*."):
        return False
    return text[2:].isalnum() or re.fullmatch(_ENDING, text) is not None


def find(situation: Situation) -> list[Finding]:
    """Return what is wrong with the lines of the ignore file, each taken by itself and in its order."""
    findings = []
    turning = Turning(situation.matcher.patterns)
    for number, line in enumerate(situation.lines):
        finding = _look_at(situation, number, line, turning)
        if finding is not None:
            findings.append(finding)
    return findings


def _look_at(situation: Situation, number: int, line: Line, turning: Turning) -> Finding | None:  # noqa: PLR0911 (one return for each thing to say, the first that holds)
    pattern = situation.matcher.patterns[number]
    text = quoted(line.text.strip())
    try:
        pattern.matches("")
    except paths.BadPatternError:
        return _finding(
            situation,
            line,
            PATTERN_FAILS_BUILD,
            f"{text} is malformed. A build fails as soon as Docker tries to match it, which this build does not",
            "Write directories with forward slashes, and quote only punctuation with a backslash. An engine from before March 2026 may even crash.",
        )
    reached = situation.reach.of(pattern)
    if reached == []:
        return _matches_nothing(situation, line, pattern, text)
    for_directories = _meant_for_directories(situation, number, line, pattern, reached)
    if for_directories is not None:
        return for_directories
    overruling = overruled_by(situation.matcher, number, turning, situation.reach.spend)
    if overruling is not None:
        return _overruled(situation, line, situation.lines[overruling], pattern, reached)
    if pattern.exception and reached:
        try:
            return _useless(situation, number, line, reached)
        except paths.BadPatternError:
            return None  # some other line is malformed, and this one brings Docker to try it
    return None


def _meant_for_directories(
    situation: Situation, number: int, line: Line, pattern: Pattern, reached: Sequence[str] | None
) -> Finding | None:
    """Say of ``*/`` that it takes files as well: a slash at the end does not count."""
    written = line.text.strip()
    if pattern.exception or not written.endswith("/") or not re.fullmatch(r"/?[^/]*[*?][^/]*/", written):
        return None
    lost = [
        path
        for path in reached or ()
        if not situation.reach.names(path) and _verdict(situation, path) == (True, number)
    ]
    lost = [path for path in lost if not path.startswith(".") or situation.needed(path)]
    if not lost:
        return None
    first = next(filter(situation.needed, lost), lost[0])
    more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
    return _finding(
        situation,
        line,
        PATTERN_MATCHES_NOTHING,
        f"{quoted(line.text.strip())} also excludes files: {quoted(first)}{more}. A slash at the end does not make it a pattern for "
        "directories only",
        f"Name the directories, or add exceptions for the files: {quoted('!' + first)}.",
    )


def _matches_nothing(situation: Situation, line: Line, pattern: Pattern, text: str) -> Finding | None:
    written = line.text.strip().removeprefix("!").strip()
    for habit in habits(written, situation.root):
        shown = _left_alone(situation, habit, exception=pattern.exception)
        if shown or habit.sure:
            example = f", so {quoted(shown)} {'stays out' if pattern.exception else 'is received'}" if shown else ""
            return _finding(
                situation,
                line,
                PATTERN_MATCHES_NOTHING,
                f"{text} matches nothing{example}. {capital(habit.why)}",
                _rewrite(habit, exception=pattern.exception),
            )
    other = situation.reach.in_other_case(pattern.text) if pattern.kind is PatternKind.EXACT else None
    if other is not None and situation.excluded(other) == pattern.exception:
        return _finding(
            situation,
            line,
            PATTERN_MATCHES_NOTHING,
            f"{text} matches nothing, but there is {quoted(other)}. Case matters",
            f"Write {quoted(other)}.",
        )
    # A leading slash says that the root is meant.
    return _only_deeper(situation, line, pattern, text) if _may_be_deeper(pattern) and written[0] != "/" else None


def _left_alone(situation: Situation, habit: Habit, *, exception: bool) -> str | None:
    """Return a path that was meant, exists, and is not treated as the line says; all meant patterns must match."""
    shown = None
    for meant in habit.meant:
        try:
            pattern = pattern_of(meant.strip())
        except paths.BadPatternError:
            return None
        found = situation.reach.of(pattern) if pattern is not None else None
        if not found and habit.all_of_them:
            return None
        shown = shown or next((path for path in found or () if situation.excluded(path) == exception), None)
    return shown


def _rewrite(habit: Habit, *, exception: bool) -> str:
    mark = "!" * exception
    if not habit.meant:
        return "Delete the line, or begin it with #."
    return f"Write {' and '.join(quoted(mark + meant) for meant in habit.meant)}" + (
        ", each on a line of its own." if len(habit.meant) > 1 else "."
    )


def _only_deeper(situation: Situation, line: Line, pattern: Pattern, text: str) -> Finding | None:
    """Say that what a pattern without a directory names exists below some directory only."""
    if not situation.reach.spend(len(situation.deeper)):
        return None
    matches = Glob(pattern.text).matches
    found = [
        noted
        for name, all_of_it in situation.deeper.items()
        if matches(name)
        for noted in all_of_it
        if _FOREIGN.isdisjoint(noted.path.split("/")[:-1])
        # A directory that is looked into need not be one of which anything arrives.
        and (noted.type is not Type.DIRECTORY or situation.weight(noted.path).files)
        and (pattern.text in _ALWAYS_UNWANTED or not situation.needed(noted.path))
    ]
    if not found:
        return None
    files = size = 0
    for noted in found:
        tally = situation.weight(noted.path)
        files += tally.files if noted.type is Type.DIRECTORY else 1
        size += tally.bytes if noted.type is Type.DIRECTORY else noted.size
    found.sort(key=lambda noted: (-noted.size, noted.path))
    others = f" and {len(found) - 1} more are deeper" if len(found) > 1 else " is deeper"
    source = pattern.text not in _ALWAYS_UNWANTED and pattern.text[1:] in _SOURCES
    return _finding(
        situation,
        line,
        PATTERN_MATCHES_NOTHING,
        f"{text} matches nothing: {quoted(found[0].path)}{others}. A pattern begins at the context root",
        f"Write {quoted('**/' + pattern.text)} to exclude it in every directory"
        + (", if nothing needs it there." if source else "."),
        severity=Severity.INFO if source else None,
        weight=(files, size),
        suggestion=None if source else f"**/{pattern.text}",
    )


def _overruled(
    situation: Situation, line: Line, by: Line, pattern: Pattern, reached: Sequence[str] | None
) -> Finding | None:
    """Say that a later line takes back all that this one says; only where something exists that it speaks of."""
    if (
        by.pattern is not None
        and not pattern.exception
        and pattern.text in {f"{by.pattern.text}/*", f"{by.pattern.text}/**"}
    ):
        return _opened(situation, line, by, by.pattern.text, reached)
    same = by.pattern is not None and by.pattern.text == pattern.text
    if not reached and not same:
        return None
    # `tmp/*`, `!tmp/` and nothing in it but a .keep: the line does nothing, and nothing comes of it.
    idle = bool(reached) and not pattern.exception and all(path.endswith(_PLACE_KEEPERS) for path in reached or ())
    what = "excludes" if pattern.exception else "includes"
    example = quoted(reached[0]) if reached else "the same"
    return _finding(
        situation,
        line,
        SHADOWED_PATTERN,
        f"{quoted(line.text.strip())} has no effect: line {by.number} ({printable(by.text.strip())}) {what} {example} again",
        "Delete it, or move it below that line: the last line that matches decides.",
        severity=Severity.INFO if idle else None,
    )


def _opened(
    situation: Situation, line: Line, by: Line, directory: str, reached: Sequence[str] | None
) -> Finding | None:
    """Say that an exception for a directory lets in all that the line before excludes in it: the exception is wrong."""
    if not reached:
        return None
    tally = situation.weight(directory)
    idle = all(path.endswith(_PLACE_KEEPERS) for path in reached)
    return _finding(
        situation,
        by,
        SHADOWED_PATTERN,
        f"{quoted(by.text.strip())} lets in everything in {quoted(directory)}, such as {quoted(reached[0])}. An exception for a "
        f"directory covers all below it, so line {line.number} ({printable(line.text.strip())}) has no effect",
        f"Delete line {by.number}: exceptions for what is in the directory work without it.",
        severity=Severity.INFO if idle else None,
        weight=(0, 0) if idle else (tally.files, tally.bytes),
    )


def _opens(other: Line, lines: Sequence[Line], line: Line) -> bool:
    """Whether an exception for the directory around what a line names takes back a line for all that is in it."""
    around = other.pattern.text if other.pattern is not None and other.pattern.exception else ""
    inside = {f"{around}/*", f"{around}/**"}
    return (
        bool(around)
        and line.pattern is not None
        and line.pattern.text.startswith(f"{around}/")
        and any(one.pattern is not None and not one.pattern.exception and one.pattern.text in inside for one in lines)
    )


def _useless(situation: Situation, number: int, line: Line, reached: Sequence[str]) -> Finding | None:
    """Say that an exception saves nothing of what it matches."""
    if any(_opens(other, situation.lines, line) for other in situation.lines[:number]):
        return None  # the exception around it is the mistake, and this one is right
    lost: tuple[str, int] | None = None
    for path in reached[:_MOST_NAMES]:
        if _verdict(situation, path)[1] >= number:
            return None
        names = situation.reach.names(path)[:_MOST_NAMES]
        if not situation.reach.spend(len(names) * _STEPS):
            return None
        for name in names:
            excluded, rule = _verdict(situation, f"{path}/{name}")
            if rule >= number:
                return None
            lost = lost or ((f"{path}/{name}", rule) if excluded else None)
    text = quoted(line.text.strip())
    if lost is None:
        return (
            None
            if _is_said_again(situation, number)
            else _finding(
                situation,
                line,
                USELESS_EXCEPTION,
                f"{text} has no effect: {quoted(reached[0])} is received without it",
                "Delete it, or look for the line before it that was meant to exclude more.",
                severity=Severity.INFO,
            )
        )
    path, rule = lost
    by = situation.lines[rule]
    return _finding(
        situation,
        line,
        USELESS_EXCEPTION,
        f"{text} has no effect: line {by.number} ({printable(by.text.strip())}) still excludes {quoted(path)}. "
        f"{quoted(reached[0])} itself is not excluded, so Docker skips the exception",
        f"Write the exception for what is to be kept: {quoted('!' + path)}, or '!{printable(reached[0])}/*'.",
    )


def _is_said_again(situation: Situation, number: int) -> bool:
    """Whether an exception repeats an earlier one, for the sake of a line between them that may take something of it later."""
    patterns = situation.matcher.patterns
    own = patterns[number]
    first = next((at for at in range(number) if patterns[at].exception and patterns[at].text == own.text), None)
    return first is not None and any(
        not between.exception and reaches_into(own, between) for between in patterns[first + 1 : number]
    )


def _verdict(situation: Situation, path: str) -> tuple[bool, int]:
    """Return whether a path is excluded, and the number of the pattern that decided, as for a directory on the way."""
    state, above = situation.matcher.root, ""
    for name in path.split("/"):
        above = f"{above}/{name}" if above else name
        state = state.child(name, above)
    return state.matched, state.rule


def _finding(  # noqa: PLR0913 (a finding's own members)
    situation: Situation,
    line: Line,
    rule: Rule,
    message: str,
    advice: str,
    *,
    severity: Severity | None = None,
    weight: tuple[int, int] = (0, 0),
    suggestion: str | None = None,
) -> Finding:
    files, size = weight
    return Finding(
        rule=rule,
        severity=severity or rule.severity,
        path=situation.ignore_file.path,
        line=line.number,
        message=message,
        advice=advice,
        files=files,
        bytes=size,
        suggestion=suggestion,
    )
