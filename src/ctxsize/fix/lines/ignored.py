"""What git ignores in a context, from the git program or else from its ignore files, as places and as lines."""

from __future__ import annotations

from ctxsize.fix.block import LeftOut
from ctxsize.fix.lines.gitignore import as_groups, ignore_files, judged
from ctxsize.fix.snapshot import Branch, Snapshot, leaves
from ctxsize.git.gitignore import GITIGNORE, Layer, Translated, translate
from ctxsize.git.program import WorkTree, ignored, outer_layers, repository
from ctxsize.git.running import GIT_DIRECTORY, GitError
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.context.source import ContextSource
    from ctxsize.fix.block import Group
    from ctxsize.fix.removal_plan import RemovalPlan


class GitIgnored(Record):
    """What git ignores: the outermost places, and the patterns that say so, the weakest first."""

    roots: frozenset[str] = frozenset()
    patterns: tuple[Translated, ...] = ()
    notes: tuple[str, ...] = ()

    def groups(
        self, snapshot: Snapshot, wishes: RemovalPlan, *, directory_exceptions: bool
    ) -> tuple[list[Group], list[LeftOut]]:
        """Return the patterns as lines, and those that are left out."""
        gone = self._below(snapshot)
        staying = [leaf.path for leaf in leaves(snapshot.top) if leaf.path not in gone]
        groups, left_out = as_groups(self.patterns, staying, wishes, directory_exceptions=directory_exceptions)
        return groups, [LeftOut(line=one.text.strip(), layer=one.layer, why=_why(one, wishes)) for one in left_out]

    def _below(self, snapshot: Snapshot) -> set[str]:
        found: set[str] = set()
        for root in self.roots:
            branch = snapshot.find(root)
            if branch is not None:
                found.update(leaf.path for leaf in leaves(branch))
        return found

    @property
    def has_directory_exceptions(self) -> bool:
        """Whether a pattern takes back directories alone."""
        return any(one.exception and one.directories_only for one in self.patterns)


def _why(one: Translated, wishes: RemovalPlan) -> str:
    return next(
        reason for root, reason in wishes.kept.items() if root in wishes.untouched and one.pattern.matches(root)
    )


def git_ignored(root: str, snapshot: Snapshot, tree: ContextSource) -> GitIgnored:
    """Return what git ignores below the context root ``root``.

    Raises:
        GitError: if the context lies in a repository and git can't be asked.

    """
    found = repository(root)
    if found is None:
        roots, layers = judged(snapshot, (), tree.read)
        return GitIgnored(frozenset(roots), translate(layers))
    answer = ignored(found)
    if answer.whole:
        return GitIgnored(notes=("Git ignores the build context as a whole, so that it says nothing about its parts.",))
    roots, notes = {*answer.files, *answer.directories}, []
    for inner in _inner_repositories(snapshot, answer.directories):
        try:
            inside = ignored(WorkTree(top=f"{root}/{inner}", prefix=""))
        except GitError as error:
            notes.append(str(error))
            continue
        roots.update(f"{inner}/{path}" for path in (*inside.files, *inside.directories))
    layers = outer_layers(found)
    for directory in ignore_files(snapshot, roots):
        path = f"{directory}/{GITIGNORE}" if directory else GITIGNORE
        layers.append(Layer(path=path, data=tree.read(path) or b"", base=directory))
    return GitIgnored(frozenset(roots), translate(layers), tuple(notes))


def _inner_repositories(snapshot: Snapshot, skipped: frozenset[str]) -> list[str]:
    """Return the directories that are work trees of their own, submodules too, outside of what is ignored."""
    found = []
    pending = [child for child in snapshot.top.children if isinstance(child, Branch)]
    while pending:
        branch = pending.pop()
        if branch.path in skipped or branch.path.rpartition("/")[2] == GIT_DIRECTORY:
            continue
        if any(child.path.rpartition("/")[2] == GIT_DIRECTORY for child in branch.children):
            found.append(branch.path)
        pending += [child for child in branch.children if isinstance(child, Branch)]
    return sorted(found)
