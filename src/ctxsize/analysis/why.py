"""The answer to ``--why``: whether a path is received, what decided, what the build needs it for, and what would change it."""

from __future__ import annotations

from ctxsize.analysis.analysis import User, Why
from ctxsize.analysis.near_lines import near_line
from ctxsize.builder import Builder
from ctxsize.context.entry import Tally
from ctxsize.display.escaping import printable, quoted
from ctxsize.git import program as vcs
from ctxsize.golang import paths
from ctxsize.ignore.parse import as_pattern, pattern_of
from ctxsize.ignore.verdict import Verdicts
from ctxsize.rules.sources import uses
from ctxsize.scan.scan import Interest, scan_load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxsize.analysis.run_rules import BuildRules
    from ctxsize.build.plan import BuildPlan
    from ctxsize.ignore.parse import Line
    from ctxsize.scan.scan import Scan

_EXAMPLES = 5
_EARLIER = 3


def asked_paths(root: str, why: Sequence[str]) -> list[str]:
    """Return what ``--why`` names, cleaned: relative to the context root, or as given where it lies outside.

    Args:
        root: the context root, absolute.
        why: as it was typed; absolute paths may lead into the context.

    """
    found = []
    for text in why:
        path = paths.clean(text)
        if path == root:
            path = "."
        found.append(path.removeprefix(f"{root}/") if path.startswith("/") else path)
    return found


def interested(interest: Interest, asked: Sequence[str]) -> Interest:
    """Return an interest that also takes note of these paths, and of what these patterns may match."""
    patterns = [one.rpartition("/")[2] for one in asked if paths.has_wildcard(one)]
    found = interest.replace(paths={*interest.paths, *asked})
    if not patterns:
        return found
    return found.replace(
        names=_also(patterns, interest.names),
        directory_names=_also(patterns, interest.directory_names or interest.names),
    )


def _also(patterns: Sequence[str], names: Callable[[str], int | None] | None) -> Callable[[str], int | None]:
    """Return what also takes note of names that one of the patterns matches, whatever the size."""

    def least(name: str) -> int | None:
        if any(_fits(pattern, name) for pattern in patterns):
            return 0
        return names(name) if names is not None else None

    return least


def answers(plan: BuildPlan, rules: BuildRules, found: Scan, asked: Sequence[str]) -> tuple[Why, ...]:
    """Return an answer for each path; see :func:`asked_paths` and :func:`interested`.

    Raises:
        CtxsizeError: if a pattern of the ignore file is malformed that is tried on the way.

    """
    there = None
    if plan.other is not None:
        try:
            there = scan_load(plan.other.main, interest=Interest(paths=asked, excluded=False))
        except Exception:  # noqa: BLE001 (the other builder refuses: that is said elsewhere)
            there = None
    return tuple(_Question(plan, rules, found, there, path).answer() for path in asked)


def _fits(pattern: str, name: str) -> bool:
    try:
        return paths.matches(pattern, name)
    except paths.BadPatternError:
        return False


class _Question:
    """One path that is asked about, with all that is known of the build."""

    def __init__(self, plan: BuildPlan, rules: BuildRules, found: Scan, there: Scan | None, path: str) -> None:
        self.plan = plan
        self.rules = rules
        self.found = found
        self.there = there
        self.path = path
        self.exists = plan.source.exists(path)

    def answer(self) -> Why:
        """Return the answer."""
        path = self.path
        if path == ".." or path.startswith(("../", "/")):
            return _plain(path, "outside of the context")
        if path == ".":
            return _plain(".", "the context root", tally=self.found.directories.get("", Tally()))
        if paths.has_wildcard(path) and not self.exists:
            return self._pattern()
        return self._one()

    def _one(self) -> Why:
        path, plan = self.path, self.plan
        try:
            place, line = Verdicts(plan.ignore_file, plan.matcher).deciding(path)
        except paths.BadPatternError as error:
            raise plan.main.refused(error) from None
        excluded = bool(line and line.pattern and not line.pattern.exception)
        users = tuple(
            User(source.line, source.stage, f"{source.keyword} {source.text}".strip())
            for source in plan.sources()
            if uses(source, path)
        )
        asked = plan.main.is_whole or any(uses(source, path) for source in plan.sources())
        received = self._tally(self.found) if self.exists else None
        waste = self.rules.safe_to_exclude(path)
        if not self.exists:
            verdict = f"{'would not' if excluded or not asked else 'would'} be received: no such path"
        else:
            verdict = "received" if received is not None else "not received"
        return Why(
            path=path,
            exists=self.exists,
            excluded=excluded,
            line=line.number if line else None,
            text=line.text.strip() if line else "",
            through=place if place != path else "",
            users=users,
            needs=tuple(self.rules.reasons_for(path, certainly_waste="" if excluded else waste)),
            verdict=verdict,
            kind=self._kind(),
            link=plan.source.link_target(path) or "",
            files=received.files if received is not None else 0,
            bytes=received.bytes if received is not None else 0,
            children=self._children() if received is not None else (),
            other=self._other(received is not None) if self.exists else "",
            earlier=self._earlier(line),
            near=self._near(excluded=excluded),
            asked=asked,
            git=self._git(),
            fixable=received is not None and not excluded and bool(waste),
            addition=self._addition(received=received is not None, excluded=excluded, asked=asked),
        )

    def _kind(self) -> str:
        if self.plan.source.link_target(self.path) is not None:
            return "link"
        if not self.exists:
            return ""
        return "file" if self.plan.source.size(self.path) is not None else "directory"

    def _tally(self, scan: Scan) -> Tally | None:
        """Return what of the path is received; ``None`` if it is not."""
        tally = scan.directories.get(self.path)
        if tally is not None:
            return tally
        if self.path not in scan.arrived:
            return None
        size = self.plan.source.size(self.path)
        return Tally(0 if size is None else 1, size or 0)

    def _children(self) -> tuple[tuple[str, int], ...]:
        """Return the largest things in a directory that are received, with their bytes."""
        rows = []
        for name in self.rules.names(self.path) if self.path in self.found.directories else ():
            inside = f"{self.path}/{name}"
            tally = self.found.directories.get(inside)
            size = tally.bytes if tally is not None else dict(self.found.largest_files).get(inside, 0)
            if size:
                rows.append((name + ("/" if tally is not None else ""), size))
        rows.sort(key=lambda row: (-row[1], row[0]))
        return tuple(rows[:_EXAMPLES])

    def _other(self, received: bool) -> str:  # noqa: FBT001 (the verdict here)
        """Say what the other builder does, where it does something else."""
        if self.there is None or self.plan.other is None:
            return ""
        here, there = self._tally(self.found), self._tally(self.there)
        if (there is not None) == received and (here is None or there is None or here.files == there.files):
            return ""
        name = "BuildKit" if self.plan.other.builder is Builder.BUILDKIT else "legacy builder"
        if there is not None:
            return f"{name}: received" + (f", {there.files} files" if self._kind() == "directory" else "")
        excluded = Verdicts(self.plan.other.ignore_file, self.plan.other.matcher).excluded_by(self.path)
        return f"{name}: not received" + (f" ({excluded})" if excluded else "")

    def _earlier(self, deciding: Line | None) -> tuple[str, ...]:
        """Return the lines that matched before the deciding one, which it overruled."""
        found = []
        for line in self.plan.ignore_file.lines:
            if deciding is None or line.number >= deciding.number:
                break
            if line.pattern is None:
                continue
            try:
                matches = any(map(line.pattern.matches, paths.with_directories(self.path)))
            except paths.BadPatternError:
                continue
            if matches:
                found.append(f"line {line.number} {quoted(line.text.strip())}")
        return tuple(found[-_EARLIER:])

    def _near(self, *, excluded: bool) -> str:
        if self.plan.ignore_file.hidden:
            return ""
        return near_line(self.plan.ignore_file.lines, self.path, self.plan.request.root, exceptions=excluded)

    def _git(self) -> str:
        """Return what git says of the path; empty where it can't be asked."""
        request = self.plan.request
        if request.tree is not None:
            return ""
        tracked = vcs.tracks(request.root, self.path)
        if tracked is None:
            return ""
        if tracked:
            return "git tracks it"
        by = vcs.ignored_by(request.root, self.path)
        return f"git ignores it: {printable(by)}" if by else "git neither tracks nor ignores it"

    def _addition(self, *, received: bool, excluded: bool, asked: bool) -> str:
        """Return the line of the ignore file that would turn the verdict round; empty where no line does."""
        if excluded:
            return "!" + as_pattern(self.path)
        if not asked or (self.exists and not received):
            return ""
        return as_pattern(self.path)

    def _pattern(self) -> Why:
        """Return how many of the paths that a pattern matches are received."""
        pattern = pattern_of(self.path)
        matched = [] if pattern is None else [one for one in self.found.noted if pattern.matches(one.path)]
        received = [one for one in matched if one.received]
        # What is in a directory that matches is counted with it.
        places = {one.path for one in received}
        outer = [one for one in received if places.isdisjoint(paths.with_directories(one.path)[:-1])]
        tallies = [self.found.directories.get(one.path, Tally(1, one.size)) for one in outer]
        tally = Tally(sum(each.files for each in tallies), sum(each.bytes for each in tallies))
        verdict = "received" if received else "not received" if matched else "would be received: no such path"
        counts = f": {len(received)} of {len(matched)} that match" if matched else ""
        rows = [(one.path, self._bytes(one.path, one.size)) for one in received]
        rows.sort(key=lambda row: (-row[1], row[0]))
        return _plain(self.path, verdict + counts, tally=tally).replace(
            children=tuple(rows[:_EXAMPLES]),
            exists=bool(matched),
            kind="pattern",
            addition=self.path if received else "",
        )

    def _bytes(self, path: str, size: int) -> int:
        tally = self.found.directories.get(path)
        return tally.bytes if tally is not None else size


def _plain(path: str, verdict: str, tally: Tally | None = None) -> Why:
    tally = tally or Tally()
    return Why(
        path=path,
        exists=True,
        excluded=False,
        line=None,
        text="",
        through="",
        users=(),
        verdict=verdict,
        files=tally.files,
        bytes=tally.bytes,
    )
