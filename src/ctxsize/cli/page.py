"""What the HTML page says of itself: whose context it shows, at which commit, and what ``--fix`` would do."""

from __future__ import annotations

import os
import time

from ctxsize.errors import CtxsizeError
from ctxsize.files.bounds import repository_top
from ctxsize.fix.block import FixOptions, Source, Style
from ctxsize.git.running import GitError, ask
from ctxsize.report.page.facts import Facts, Fix, SavedLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxsize.build.request import Request
    from ctxsize.gate.verdict import Verdict
    from ctxsize.rules.selection import Selection

_HASH = 10
_DEFAULT = FixOptions(source=Source.ALL, style=Style.DENY, unsafe=False, tidy=False)


def facts(
    request: Request,
    selection: Selection,
    verdict: Verdict,
    command: str,
    most: int,
    environ: Mapping[str, str] = os.environ,
) -> Facts:
    """Return what the page of one build says of itself.

    Args:
        request: the build.
        selection: which rules count.
        verdict: what was found out.
        command: what was typed, quoted for a shell.
        most: how many files the page knows by name; of a larger context it does not say what ``--fix`` would do.
        environ: the environment: ``SOURCE_DATE_EPOCH`` sets the date.

    """
    top = repository_top(request.root)
    home = top or request.root
    project = os.path.basename(os.path.realpath(home)) or "build"
    place = os.path.relpath(request.root, home)
    commit, branch = _commit(request.root) if top is not None else ("", "")
    neutral = _neutral(request.root, home, project, environ)
    fix, why_not = _fix(request, selection, verdict, most)
    for path, instead in neutral:
        command = command.replace(path, instead)
    return Facts(
        project=project,
        place="" if place == "." else place,
        commit=request.ref or commit,
        branch="" if request.ref else branch,
        date=_date(environ),
        command=command,
        neutral=neutral,
        fix=fix,
        why_no_fix=why_not,
    )


def _neutral(root: str, home: str, project: str, environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return paths of this machine that texts may name, the longest first, each with what stands for it on a page."""
    known = {
        root: ".",
        os.path.realpath(root): ".",
        home: project,
        os.path.realpath(home): project,
        os.getcwd(): ".",
        environ.get("HOME", ""): "~",
    }
    return tuple(
        sorted(((path, instead) for path, instead in known.items() if len(path) > 1), key=lambda one: -len(one[0]))
    )


def _commit(root: str) -> tuple[str, str]:
    """Return the commit that is checked out, and the branch; empty where there is none, or git does not answer."""
    try:
        # Of a repository without a commit git says so, and that is an answer, too.
        answer = ask(root, ["rev-parse", "HEAD", "--abbrev-ref", "HEAD"])
    except (GitError, OSError):
        return "", ""
    words = answer.printed.decode("utf-8", "replace").split("\n")
    if answer.status or len(words) < len(("commit", "branch")):
        return "", ""
    return words[0][:_HASH], "" if words[1] == "HEAD" else words[1]


def _date(environ: Mapping[str, str]) -> str:
    """Return the time in UTC; that of ``SOURCE_DATE_EPOCH`` where it is set, so that a page can be made again."""
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if epoch.isascii() and epoch.isdigit() else time.time()
    try:
        return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(seconds))
    except (OverflowError, OSError, ValueError):
        return ""


def _fix(request: Request, selection: Selection, verdict: Verdict, most: int) -> tuple[Fix | None, str]:
    """Return what ``--fix`` would do, or why it was not worked out."""
    if request.ref is not None:
        return None, "--fix does not write to a commit"
    entries = verdict.included.files + verdict.included.directories
    if entries + (verdict.excluded.files if verdict.excluded else 0) > most:
        # A proposal takes several times as long as the page itself, and needs every file by its name.
        return None, "the context is large: run ctxsize --diff"
    from ctxsize.fix.plan import propose  # noqa: PLC0415 (a large context does without)
    from ctxsize.fix.prover import arriving  # noqa: PLC0415 (likewise)

    try:
        proposal = propose(request, _DEFAULT, selection)
        arrives = arriving(request.replace(builder=verdict.builder), proposal.new)
        after = {each.builder: each.after for each in proposal.figures()}
        saved = [
            SavedLine(
                text=one.line,
                reason=one.reason,
                files=max((tally.files for tally in one.tallies.values()), default=0),
                bytes=max((tally.bytes for tally in one.tallies.values()), default=0),
            )
            for one in proposal.savings()
        ]
    except (CtxsizeError, KeyError, OSError):
        return None, "not known for this build: run ctxsize --diff"
    return (
        Fix(
            file=proposal.shown,
            lines=tuple(saved) if proposal.changes else (),
            arriving=arrives,
            totals=after.get(verdict.builder),
            other=after.get(verdict.builder.other),
        ),
        "",
    )
