"""The flow of ``--fix``, spelled out once: one walk, what should go, lines for it, and the proof that nothing else goes."""

from __future__ import annotations

import os
from functools import cached_property

from ctxsize.analysis.analyze import analyze
from ctxsize.analysis.needs import lookup_in, needs_of, other_needs
from ctxsize.analysis.run_rules import BuildRules
from ctxsize.build.plan import BuildPlan, plan, plan_on_both
from ctxsize.build.request import Request
from ctxsize.context.disk import DiskSource
from ctxsize.context.walk import walk
from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import CtxsizeError, UnreadableError, UsageError
from ctxsize.files.bounds import bounds, leads_out
from ctxsize.fix.block import FixOptions, Group, LeftOut, Source, split, with_block, without_lines
from ctxsize.fix.claims import Claims, read_claims
from ctxsize.fix.lines.findings import Advice, SnapshotNames, advise
from ctxsize.fix.lines.ignored import GitIgnored, git_ignored
from ctxsize.fix.proposal import Proposal
from ctxsize.fix.prover import Prover, block_lines
from ctxsize.fix.reconcile import Reconciled, Wanted, mend, reasons_for
from ctxsize.fix.removal_plan import Claim, RemovalPlan, weigh
from ctxsize.fix.snapshot import Snapshot, leaves
from ctxsize.fix.tidy import superfluous
from ctxsize.git.program import tracks
from ctxsize.git.running import GitError
from ctxsize.golang import paths
from ctxsize.ignore.parse import IGNORE_FILE, parse
from ctxsize.needs.contexts import is_built_here, is_dockerfile
from ctxsize.needs.exclusion import may_exclude
from ctxsize.needs.statement import Certainty
from ctxsize.needs.waste import kind_of
from ctxsize.scan.scan import scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ctxsize.dockerfile.sources import Source as Taken
    from ctxsize.needs.model import Needs
    from ctxsize.rules.finding import Finding
    from ctxsize.rules.selection import Selection

_TAKEN_BACK = "Taken back: a line above covers them, and neither git nor a rule speaks against them"


class Fixing:
    """One ``--fix`` under way: everything that is read, once."""

    def __init__(self, request: Request, selection: Selection) -> None:
        """Read the build's files and walk its context; rules that are not in the selection have no say."""
        self.request = request
        self.selection = selection
        self.build = plan(request)
        self.notes: list[str] = []
        self.left_out: list[LeftOut] = []
        self.shown = self.build.inputs.ignore_file or IGNORE_FILE
        self.file = self._file()
        self.old = self.build.inputs.ignore_data
        self.users = split(self.old).users
        self.tree = DiskSource(request.root)
        self.snapshot = Snapshot()
        try:
            walk(self.tree, self.snapshot)
        except OSError as error:
            raise UsageError(f"{printable(request.root)}: {error.strerror}. Make the directory readable.") from error
        self.names = SnapshotNames(self.snapshot)
        readers, strangers = self._builds()
        self.prover = Prover(readers, strangers, self.snapshot, self.users_text())
        if not self.prover.builders:
            raise CtxsizeError(self.prover.refused[request.builder])
        for builder, why in self.prover.refused.items():
            self.notes.append(f"Not proved for {builder.value}, which refuses this build: {why}")
        self.claims = self._claims()
        self.tidied = False

    def tidy(self) -> None:
        """Take out superfluous lines of the user's as long as what each builder receives stays the same."""
        data = self.prover.data
        block = block_lines(data)
        candidates = superfluous([line for line in parse(data, self.shown).lines if line.number not in block])
        gone: set[int] = set()
        for number, reason in candidates.items():
            if self.prover.receive_text(without_lines(data, {*gone, number})) == self.prover.before:
                gone.add(number)
                text = parse(data, self.shown).lines[number - 1].text.strip()
                self.notes.append(f"Deleted line {number}, {quoted(text)}: {reason}.")
        if gone:
            self.tidied = True
            self.prover.data = without_lines(data, gone)

    def users_text(self) -> bytes:
        """Return the ignore file without what the block says, its place kept by the marks."""
        return with_block(self.old, [Group(reason="nothing yet", lines=("..",))]) if split(self.old).block else self.old

    def _file(self) -> str:
        root, shown = self.request.root, self.shown
        inside = f"{root}/{shown}"
        file = inside if shown == IGNORE_FILE or os.path.lexists(inside) else os.path.abspath(shown)
        if self.build.inputs.ignore_file is None and os.path.lexists(file):
            raise UsageError(
                f"{printable(shown)} is there, but no file that {self.request.builder.value} reads: a directory, or a link that "
                "leads out of the context or nowhere. Put a file in its place first."
            )
        if leads_out(file, bounds(root)):
            raise UsageError(
                f"{printable(shown)} leads out of the repository through a link, so that it is neither written nor shown. "
                "Put a file in the link's place first."
            )
        return file

    def _place(self) -> str | None:
        real = os.path.realpath(self.file)
        return os.path.relpath(real, self.request.root) if real.startswith(self.request.root + "/") else None

    def _builds(self) -> tuple[list[BuildPlan], list[BuildPlan]]:
        """Return the build on the builders that read this ignore file, and on those that read another."""
        other = self.request.builder.other
        try:
            there = plan(self.request.replace(builder=other))
        except CtxsizeError as error:
            self.notes.append(f"Not proved for {other.value}, which refuses this build: {error}")
            return [self.build], []
        if (there.inputs.ignore_file or IGNORE_FILE) == self.shown:
            return [self.build, there], []
        return [self.build], [there]

    def _claims(self) -> Claims:
        """Read all Dockerfiles whose builds read the same ignore file."""
        inputs = self.build.inputs
        files = [(inputs.dockerfile, inputs.dockerfile_data)]
        if self.shown == IGNORE_FILE:
            for leaf in leaves(self.snapshot.top):
                if leaf.path == inputs.dockerfile or not is_dockerfile(leaf.path):
                    continue
                try:
                    data = self.tree.read(leaf.path)
                except UnreadableError as error:
                    self.notes.append(str(error))
                    continue
                if data is not None and not self.tree.exists(leaf.path + IGNORE_FILE):
                    files.append((leaf.path, data))
        request = self.request
        named = {context.name: context.root == request.root for context in request.named}
        lookup = lookup_in(self.tree)

        def counts(name: str, sources: Sequence[Taken]) -> bool:
            return name == inputs.dockerfile or is_built_here(name, sources, lookup)

        claims, unread = read_claims(files, self.tree, dict(request.build_args), request.platform, named, counts)
        self.notes += [f"{printable(name)} can't be read as a Dockerfile and is left out." for name in unread]
        return claims

    def git_ignored(self, orders: FixOptions) -> GitIgnored:
        """Return what git ignores, nothing if it is not asked for."""
        if orders.source is Source.RULES:
            return GitIgnored()
        try:
            return git_ignored(self.request.root, self.snapshot, self.tree)
        except GitError as error:
            if orders.source is Source.GITIGNORE:
                raise
            return GitIgnored(notes=(str(error),))

    def advice(self, orders: FixOptions, gone: Collection[str]) -> list[Advice]:
        """Return the lines that the rules ask for, those that are not proved only if they are ordered."""
        if orders.source is Source.GITIGNORE:
            return []
        findings = self._findings()
        found = advise(findings, self.names, self.prover.asked(), gone)
        for one in found:
            if not one.safe and not orders.unsafe:
                self.left_out.append(LeftOut(line=one.line, why=one.why_not, unsafe=True))
        return [one for one in found if one.safe or orders.unsafe]

    def _findings(self) -> tuple[Finding, ...]:
        """Return what the rules find with the ignore file as it is without a block."""
        build = plan_on_both(self.request).with_ignore_data(self.prover.data)
        rules = BuildRules(build)
        return analyze(build, scan(build, rules.interest()), rules, self.selection).findings

    def user_claims(self) -> list[Claim]:
        """Return the user's own exceptions."""
        shown = printable(self.shown)
        return [
            Claim(pattern=line.pattern, reason=f"your own exception in {shown}: {line.text.strip()}")
            for line in parse(self.users, self.shown).lines
            if line.pattern is not None and line.pattern.exception
        ]

    def weigh(self, roots: Mapping[str, Collection[str]], advised: Collection[str], *, unsafe: bool) -> RemovalPlan:
        """Return what goes of these places, each with the codes of the rules that ask for it, and what stays.

        Of the ``advised`` ones a rule has judged already that no build needs them.
        """
        claims = [*self.claims.claims, *self.user_claims()]

        def needed(path: str) -> str | None:
            silenced = self._silenced(path, roots[path])
            if silenced is not None or path in advised:
                return silenced
            judgement = may_exclude(self.needs, path, kind_of(path, self.needs.lookup), ignored=True, partly=True)
            if judgement.may or (unsafe and judgement.certainty is Certainty.UNKNOWN):
                return None
            more = "; --unsafe-fixes excludes it" if judgement.certainty is Certainty.UNKNOWN else ""
            return judgement.words + more

        plan = weigh(roots, self.snapshot, claims, needed, self.claims.places.items())
        if self.selection.by_path is not None:
            for path in sorted(plan.out):
                codes = {code for place in paths.with_directories(path) for code in roots.get(place, ())}
                reason = self._silenced(path, codes) if codes else None
                if reason is not None:
                    plan.out.discard(path)
                    plan.kept[path] = reason
        return plan

    def _silenced(self, path: str, codes: Collection[str]) -> str | None:
        """Say that the configuration turns these rules off for a path; ``None`` if it does not."""
        by_path = self.selection.by_path
        if by_path is None or not all(by_path.silences(code, path) for code in codes):
            return None
        return f"per-path-ignores turns {' and '.join(sorted(codes))} off here"

    @cached_property
    def needs(self) -> Needs:
        """What the builds need that read this ignore file."""
        lookup = lookup_in(self.tree)

        def tracked(path: str) -> bool | None:
            return tracks(self.request.root, path)

        dockerfiles = [leaf.path for leaf in leaves(self.snapshot.top) if is_dockerfile(leaf.path)]
        return needs_of(self.build, lookup, tracked, lambda: other_needs(self.build, lookup, tracked, dockerfiles))

    def mend(self, lines: Sequence[str], wishes: RemovalPlan, roots: set[str]) -> Reconciled:
        """Return the lines, put right."""
        wanted = Wanted(out=wishes.out, directories=self.claims.directories, outer=roots)
        return mend(lines, wanted, self.prover.before, self.snapshot, self.prover.receive, self.prover.decider)

    def proposal(
        self,
        groups: list[Group],
        mended: Reconciled,
        wishes: RemovalPlan,
        notes: Sequence[str],
        left_out: Sequence[LeftOut],
    ) -> Proposal:
        """Return the new text with all that is to say of it."""
        kept = set(mended.lines)
        groups = [group.replace(lines=tuple(line for line in group.lines if line in kept)) for group in groups]
        groups.append(Group(reason="Put right: the lines above let these through", lines=tuple(mended.excludes)))
        groups += [
            Group(reason=reason, lines=tuple(lines))
            for reason, lines in reasons_for(mended.exceptions, wishes.kept, _TAKEN_BACK)
        ]
        groups = [group for group in groups if group.lines]
        new = with_block(self.prover.data if self.tidied else self.old, groups)
        given_up = [LeftOut(line=line, why="it would keep away what must arrive") for line in mended.given_up]
        unsolved = [
            f"{quoted(path)} still arrives: no line can keep it away and let pass what must arrive."
            for path in mended.unsolved
        ]
        prover, place = self.prover, self._place() if new != self.old else None
        saved = {
            one.line: max(one.tallies.values(), key=lambda tally: tally.files) for one in prover.savings(new, groups)
        }
        return Proposal(
            file=self.file,
            shown=self.shown,
            old=self.old,
            new=new,
            groups=tuple(groups),
            totals=lambda: prover.figures(new, place),
            saved=saved,
            builders=tuple(prover.builders),
            kept=tuple(wishes.kept.items()),
            left_out=(*self.left_out, *left_out, *given_up),
            remarks=(*self.notes, *notes, *unsolved),
        )
