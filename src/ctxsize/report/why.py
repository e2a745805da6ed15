"""The answer of ``--why`` in text: the verdict, the cause, what needs it, and the command that would change it."""

from __future__ import annotations

from ctxsize.display.escaping import printable
from ctxsize.display.sizes import shown
from ctxsize.golang import paths
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.report.figures import count
from ctxsize.report.full import wrapped
from ctxsize.report.rendering import PLAIN, Rendering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxsize.analysis.analysis import Why
    from ctxsize.report import Report
    from ctxsize.report.look import Line, Look

_LABEL = 11


def why_lines(report: Report, look: Look, rendering: Rendering = PLAIN) -> Iterator[Line]:
    """Yield the answer about each path that was asked for, with a blank line between them."""
    for number, answer in enumerate(report.why):
        if number:
            yield ()
        yield (_verdict(answer), "   ", (look.name(answer.path) + ("/" if answer.kind == "directory" else ""), "bold"))
        if answer.link:
            yield (f"  link to {look.name(answer.link)}",)
        if answer.other:
            yield (f"  {look.name(answer.other)}",)
        for name, size in answer.children:
            yield (f"  {shown(size):>9}  {look.name(name)}",)
        yield from _part("Cause", _causes(report, answer, look), look)
        yield from _part("Needed", _needs(report, answer, look), look)
        yield from _part("To change", _commands(report, answer, rendering), look)


def _part(label: str, sentences: Iterable[str], look: Look) -> Iterator[Line]:
    for number, sentence in enumerate(sentences):
        for row, line in enumerate(wrapped(sentence, look, _LABEL + 2)):
            yield (f"  {'' if number or row else label:<{_LABEL}}{line}",)


def _commands(report: Report, answer: Why, rendering: Rendering) -> Iterator[str]:
    """Yield what to type to turn the verdict round."""
    if answer.fixable:
        yield f"{rendering.command} --fix"
    elif answer.addition:
        import shlex  # noqa: PLC0415 (only for an answer)

        file = paths.join(rendering.place, report.ignore_file or IGNORE_FILE)
        yield printable(f"echo {shlex.quote(answer.addition)} >> {shlex.quote(file)}")


def _verdict(answer: Why) -> tuple[str, str]:
    words = answer.verdict
    if (words.startswith("received") and answer.kind != "link") or words == "the context root":
        size = shown(answer.bytes)
        words += f", {size}" + (f", {count(answer.files, 'file')}" if answer.kind != "file" else "")
    style = "good" if words.startswith(("received", "the")) else "warning"
    return words, style


def _causes(report: Report, answer: Why, look: Look) -> Iterator[str]:
    file = look.name(report.ignore_file or "")
    if answer.verdict == "outside of the context":
        yield f"docker build sends only what is in {look.name(report.root)}; COPY can't reach it"
        return
    if answer.kind in {"pattern", ""} and answer.line is None and answer.verdict.startswith(("the ", "received: ")):
        return
    if answer.line is not None:
        does = "excludes it" if answer.excluded else "includes it again"
        through = f", through its directory {look.name(answer.through)}" if answer.through else ""
        yield f"{file}:{answer.line} {look.name(answer.text)} {does}{through}"
        if answer.earlier:
            yield f"overrules {', '.join(answer.earlier)}"
        if answer.excluded and answer.files:
            yield "exceptions include some of what is in it"
    elif not report.ignore_file:
        yield "there is no ignore file"
    else:
        yield f"no line of {file} matches it"
    if answer.near:
        yield answer.near
    if not answer.asked:
        yield "no instruction of this target takes it"


def _needs(report: Report, answer: Why, look: Look) -> Iterator[str]:
    for user in answer.users:
        stage = "" if user.stage.isdecimal() else f" (stage {look.name(user.stage)})"
        yield f"{look.name(report.dockerfile)}:{user.line} {look.name(user.text)}{stage}"
    for reason in answer.needs:
        yield look.name(reason)
    if answer.git:
        yield answer.git
