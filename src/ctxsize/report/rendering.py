"""How a verdict is to be rendered: what is no part of it, and what the renderers need beside it."""

from __future__ import annotations

from types import MappingProxyType

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxsize.context.entry import Totals
    from ctxsize.report.page.facts import Facts
    from ctxsize.rules.finding import Finding


class AfterFix(Record):
    """What ``--fix`` would do, worked out and not guessed.

    ``totals`` are what the builder receives afterwards, ``lines`` how many lines of the ignore file change, and ``fixed`` the
    findings that are gone then. ``why_not`` says why it was not worked out; the rest is empty in that case.
    """

    totals: Totals | None = None
    lines: int = 0
    fixed: tuple[Finding, ...] = ()
    why_not: str = ""


class Rendering(Record):
    """How to render.

    ``form`` is ``text``, ``json`` or the name of another renderer's module. ``colored`` (``None`` for where the stream is
    a terminal) and ``quiet``, which is only what fails, are for text. ``prefix`` is the way from the top of the
    repository to the context root, and ``places`` are other files seen from there, as CI systems name files. ``tracked``
    are the paths of findings that git tracks as files, ``None`` if it was not asked. ``pages`` are
    the texts on rules, by code, for a form that carries them. ``top`` is how many rows a table has.

    ``full`` is the long text report, ``statistics`` a line for each rule instead. ``lines`` is how many lines the first
    screen may have. ``title`` is the context root as its user knows it, ``place`` the way to it from the working directory,
    empty where it is that, ``command`` what to type for this build, and ``after`` what ``--fix`` would do, ``None`` where it
    does not apply. ``facts`` are what the HTML page says besides, and
    ``link`` is the address at which a CI system keeps that page, empty where there is none.
    """

    form: str = "text"
    colored: bool | None = None
    quiet: bool = False
    prefix: str = ""
    places: Mapping[str, str] = MappingProxyType({})
    tracked: frozenset[str] | None = None
    pages: Mapping[str, str] = MappingProxyType({})
    top: int = 10
    full: bool = False
    statistics: bool = False
    lines: int = 24
    title: str = ""
    place: str = ""
    command: str = "ctxsize"
    after: AfterFix | None = None
    facts: Facts | None = None
    link: str = ""


PLAIN = Rendering()
"""As it is, placed nowhere."""
