"""One build at two commits, both read from git's objects."""

from __future__ import annotations

from ctxsize.analysis.comparison import Comparison, changes
from ctxsize.build.inputs import STANDARD_INPUT
from ctxsize.build.plan import plan
from ctxsize.build.request import Request
from ctxsize.context.entry import Totals, Type
from ctxsize.errors import BuildRefusedError, UsageError
from ctxsize.git.objects import ObjectStore
from ctxsize.git.source import GitSource
from ctxsize.scan.scan import scan_received


def compare(request: Request, ref: str) -> Comparison:
    """Return what the commits since ``ref`` change: ``HEAD`` against where it parted from a branch, or against a commit.

    Raises:
        UsageError: if there is no repository, or no such commit.

    """
    if request.dockerfile == STANDARD_INPUT:
        raise UsageError("--compare needs a Dockerfile that git knows, not standard input. Name it with -f.")
    repository = ObjectStore(request.root)
    base, head = repository.base(ref), repository.commit("HEAD")
    prefix = repository.inside(request.root)
    now_tree = repository.tree(head).at(prefix)
    before_tree = now_tree if base == head else repository.tree(base).at(prefix)
    found = Comparison(ref=ref, base=base, head=head)
    if now_tree is None:
        return found.replace(skipped="nothing of the context is committed")
    left = now_tree.left()
    found = found.replace(submodules=left.submodules, pointers=left.pointers)
    now = _received(_at(request, repository, now_tree))
    if isinstance(now, str):
        return found.replace(skipped=f"at HEAD: {now}")
    totals, sizes = now
    if before_tree is None:
        return found.replace(now=totals, skipped=f"there is no such directory at {found.since}")
    before = now if before_tree is now_tree else _received(_at(request, repository, before_tree))
    if isinstance(before, str):
        return found.replace(now=totals, skipped=f"at {found.since}: {before}")
    totals_before, sizes_before = before
    return found.replace(
        before=totals_before, now=totals, changes=changes(sizes_before, sizes), sizes=tuple(sizes_before.items())
    )


def _received(request: Request) -> tuple[Totals, dict[str, int]] | str:
    """Return what is received, or why the builder refuses."""
    try:
        found = scan_received(plan(request).main, listing=True)
    except BuildRefusedError as refusal:
        return str(refusal).rstrip(".")
    return found.totals, {entry.path: entry.size for entry in found.entries if entry.type is not Type.DIRECTORY}


def _at(request: Request, repository: ObjectStore, tree: GitSource) -> Request:
    return request.replace(tree=tree, dockerfile=repository.dockerfile(request.dockerfile))
