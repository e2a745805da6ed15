"""How the verdict on several builds is to be rendered."""

from __future__ import annotations

from ctxsize.record import Record
from ctxsize.report.rendering import PLAIN, Rendering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxsize.gate.repository import BuildVerdict, RepositoryVerdict
    from ctxsize.gate.verdict import Verdict
    from ctxsize.report.place import Place
    from ctxsize.rules.finding import Finding


class SeveralRendering(Record):
    """How to render several builds.

    ``whole`` is for what they have in common: the form, and how the text looks; its ``command`` names what was chosen of the
    builds, empty for all. ``builds`` are those of the builds, in the
    order of the verdict: each has its own title, places and command. ``sources`` are the files that define the builds,
    ``tool`` the command that builds all of them, empty if there is no such one. ``held`` is whether all builds are held to
    limits, or the one of ``docker build PATH`` alone.
    """

    whole: Rendering = PLAIN
    builds: tuple[Rendering, ...] = ()
    sources: tuple[str, ...] = ()
    tool: str = ""
    held: bool = True

    @property
    def set_name(self) -> str:
        """What tells this set of builds from others of the repository: a later report on it takes the place of this one."""
        return "/".join(filter(None, (self.whole.prefix or ".", "all builds", self.whole.command)))

    def of(self, repository: RepositoryVerdict) -> Iterator[tuple[BuildVerdict, Verdict, Rendering]]:
        """Yield the builds that could be analyzed, each with its report and its rendering."""
        renderings = self.builds or (PLAIN,) * len(repository.builds)
        for build, rendering in zip(repository.builds, renderings, strict=True):
            if build.report is not None:
                yield build, build.report, rendering.replace(form=self.whole.form, pages=self.whole.pages)


def names_of(build: BuildVerdict, most: int = 2) -> str:
    """Return what a build is called: some names, and how many there are besides."""
    names = build.names[:most]
    more = len(build.names) - len(names)
    return ", ".join(names) + (f" +{more}" if more else "")


def said_once(rows: Iterable[tuple[BuildVerdict, Finding, Place]]) -> list[tuple[Finding, Place, list[str]]]:
    """Return findings, each once, with the builds that have it: builds that share files say much in the same words."""
    found: dict[tuple[object, ...], tuple[Finding, Place, list[str]]] = {}
    for build, finding, place in rows:
        key = (finding.rule.code, place, finding.path, finding.message, finding.severity)
        found.setdefault(key, (finding, place, []))[2].append(build.names[0])
    return [*found.values()]
