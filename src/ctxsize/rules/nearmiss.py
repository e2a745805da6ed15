r"""What a line was meant to say that matches nothing as it stands: habits from other languages of patterns.

Each habit proposes what would have been written in Docker's language, and the reason why it was not read so. A proposal
counts only if it matches something (see :mod:`ctxsize.rules.patterns`), for a line that matches nothing is harmless as
such: half of all ignore files are templates. Only where the line can't be anything else is no proof asked for.
"""

from __future__ import annotations

import re

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_ALTERNATIVES = 16
_SEPARATORS = frozenset(" ,;")


class Habit(Record):
    """What may have been meant.

    ``meant`` are patterns, ``why`` is the reason why they were not read. ``sure`` is whether that needs no proof,
    ``all_of_them`` whether it is a proof only if each of the patterns matches something. ``cure`` are the lines to write
    instead, a comment among them, where nothing else can be meant; empty elsewhere.
    """

    meant: tuple[str, ...]
    why: str
    cure: tuple[str, ...] = ()
    sure: bool = False
    all_of_them: bool = False


def habits(text: str, root: str) -> Iterator[Habit]:
    """Yield what a line may have meant.

    Args:
        text: the line without white space around it and without its exclamation mark.
        root: the context root, absolute.

    """
    if text.startswith(("//", "--", ";")) and re.match(r"(?://+|--|;)\s*\w+(?:\s|$)", text):
        yield Habit(
            meant=(),
            why="only a # in the first column starts a comment, so this is a pattern",
            sure=True,
            cure=(f"# {text.lstrip('/-;').strip()}",),
        )
        return
    comment = re.match(r"(?P<meant>.*?\S)\s+#", text) if "#" in text else None
    if comment:
        meant = comment["meant"]
        yield Habit(
            meant=(meant,),
            why="a # after a pattern is not a comment; it is part of the pattern",
            sure=True,
            cure=(text[comment.end() - 1 :], meant),
        )
        return
    if text.startswith("~/"):
        yield Habit(meant=(text[2:],), why="Docker does not expand ~ and can't reach outside of the context", sure=True)
        return
    if text.startswith(("../", "/../")):
        inside = text.strip("/").removeprefix("../")
        name = root.rpartition("/")[2]
        yield Habit(
            meant=(inside.removeprefix(f"{name}/"),) if inside.startswith(f"{name}/") else (),
            why="patterns can't reach above the context root",
            sure=True,
        )
        return
    yield from _places(text, root)
    yield from _spellings(text)


def _places(text: str, root: str) -> Iterator[Habit]:
    """Paths that are counted from somewhere else."""
    if text.startswith(root + "/"):
        yield Habit(
            meant=(text[len(root) + 1 :],),
            why="patterns are relative to the context root: a leading slash means that root",
            sure=True,
        )
        return
    parts = text.strip("/").split("/")
    above = root.strip("/").split("/")
    for length in range(1, min(len(parts), len(above) + 1)):
        if parts[:length] == above[-length:]:
            yield Habit(
                meant=("/".join(parts[length:]),),
                why="patterns are relative to the context root, which is that directory already",
            )
    if text.startswith("/") and re.match(
        r"/(?:app|src|usr/src/app|usr/src|workspace|code|work|srv|opt/app|home/\w+/app|var/www(?:/html)?)/", text
    ):
        inside = re.sub(r"^/(?:usr/src/app|usr/src|opt/app|home/\w+/app|var/www/html|var/www|\w+)/", "", text)
        yield Habit(meant=(inside,), why="patterns name paths of the context, not of the image")


def _spellings(text: str) -> Iterator[Habit]:
    """What other languages of patterns say with other letters."""
    if "\\" in text and re.search(r"\\\w", text):
        yield Habit(
            meant=(text.replace("\\", "/"),),
            why="a backslash quotes the next character; directories are separated by /",
        )
    if "[!" in text:
        yield Habit(meant=(text.replace("[!", "[^"),), why="[! does not negate: in Docker's patterns that is [^")
    braces = re.search(r"\{([^{}]*,[^{}]*)\}", text) if "{" in text else None
    if braces:
        variants = braces[1].split(",")[:_MOST_ALTERNATIVES]
        meant = tuple(text[: braces.start()] + variant + text[braces.end() :] for variant in variants)
        yield Habit(meant=meant, why="braces are plain characters to Docker; give each alternative a line", cure=meant)
    if len(text) > 2 and text[0] == text[-1] and text[0] in "\"'`":  # noqa: PLR2004 (something between two quotes)
        yield Habit(meant=(text[1:-1],), why="quotes are part of the pattern", cure=(text[1:-1],))
    several = not text.isprintable() or not _SEPARATORS.isdisjoint(text)
    words = [word for word in re.split(r"[\s,;]+", text) if word] if several else []
    if 1 < len(words) <= _MOST_ALTERNATIVES:
        yield Habit(meant=tuple(words), why="a line is one pattern; give each its own line", all_of_them=True)
