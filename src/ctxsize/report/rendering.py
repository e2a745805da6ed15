"""How a verdict is to be rendered: what is no part of it, and what the renderers need beside it."""

from __future__ import annotations

from types import MappingProxyType

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Rendering(Record):
    """How to render.

    ``form`` is ``text``, ``json`` or the name of another renderer's module. ``colored`` (``None`` for where the stream is
    a terminal) and ``quiet``, which is only what fails, are for text. ``prefix`` is the way from the top of the
    repository to the context root, and ``places`` are other files seen from there, as CI systems name files. ``tracked``
    are the paths of findings that git tracks as files, ``None`` if it was not asked. ``pages`` are
    the texts on rules, by code, for a form that carries them. ``top`` is how many rows a table has.
    """

    form: str = "text"
    colored: bool | None = None
    quiet: bool = False
    prefix: str = ""
    places: Mapping[str, str] = MappingProxyType({})
    tracked: frozenset[str] | None = None
    pages: Mapping[str, str] = MappingProxyType({})
    top: int = 10


PLAIN = Rendering()
"""As it is, placed nowhere."""
