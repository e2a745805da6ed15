"""The verdict on each line, out of what a search found and what commands were seen to open."""

from __future__ import annotations

import re

from ctxsize.display.escaping import printable
from ctxsize.prove.statement import LineVerdict, ProofVerdict
from ctxsize.prove.suspects import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ctxsize.prove.search import Guilt, Search
    from ctxsize.prove.suspects import TriedLine
    from ctxsize.prove.tracing import Opened


def verdict_on(
    one: TriedLine,
    search: Search,
    read: Mapping[str, Opened],
    lacking: Collection[str],
    coupling: Opened | None,
    *,
    complete: bool,
) -> LineVerdict:
    """Return the verdict on a line.

    Args:
        one: the line.
        search: what was built, at its end.
        read: for lines that exclude what a command opens, the first such file.
        lacking: the lines whose files the image lacks in the last build that passed.
        coupling: the command that looks at the whole work tree, if one does.
        complete: whether all was tried that was to be.

    """
    found = LineVerdict(
        pattern=one.pattern, verdict=ProofVerdict.NOT_TRIED, bytes=sum(one.files.values()), files=len(one.files)
    )
    if one.pattern in search.safe:
        return found.replace(verdict=ProofVerdict.LESS if one.pattern in lacking else ProofVerdict.SAME)
    guilt = search.guilty.get(one.pattern)
    if guilt is not None and not (guilt.coupled and one.pattern in read):
        return _guilty(found, guilt)
    if one.pattern in read:
        return _opened(found, read[one.pattern], coupling)
    return found.replace(evidence="" if complete else "the time or the number of builds was used up first")


def _guilty(found: LineVerdict, guilt: Guilt) -> LineVerdict:
    answer = guilt.answer
    verdict = ProofVerdict.NEEDED
    if guilt.coupled:
        verdict = ProofVerdict.COUPLED
    elif answer.lost:
        verdict = ProofVerdict.LESS
    elif answer.unclear:
        verdict = ProofVerdict.UNCLEAR
    return found.replace(verdict=verdict, evidence=answer.why, step=answer.step, line=answer.line)


def _opened(found: LineVerdict, opened: Opened, coupling: Opened | None) -> LineVerdict:
    if coupling is not None:
        return found.replace(
            verdict=ProofVerdict.COUPLED,
            evidence=_coupled_words(coupling),
            step=" ".join(coupling.step.split()),
            line=coupling.line,
        )
    return found.replace(
        verdict=ProofVerdict.READ,
        evidence=f"{printable(short(opened.step))} opens {printable(opened.file)}",
        step=" ".join(opened.step.split()),
        line=opened.line,
    )


def _coupled_words(step: Opened) -> str:
    more = "; -buildvcs=false would spare it" if re.search(r"\bgo (?:build|install)\b", step.step) else ""
    return f"{printable(short(step.step))} asks git whether the work tree is as committed, and each line changes that{more}"
