"""Which rules have a say: ``--select`` and ``--ignore`` as values."""

from __future__ import annotations

from ctxsize.display.escaping import quoted
from ctxsize.errors import UsageError
from ctxsize.record import Record
from ctxsize.rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxsize.rules.finding import Rule
    from ctxsize.rules.path_ignores import PathIgnores

_CODE = "CTX"


class Selection(Record):
    """The rules that were asked for and those that were not, each as codes, beginnings of codes, or names.

    Nothing selected is everything. A rule that is both selected and ignored follows whichever says more of its code;
    at a draw it is ignored. ``by_path`` turns rules off for some paths only.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    by_path: PathIgnores | None = None

    @classmethod
    def of(
        cls, select: Iterable[str] = (), ignore: Iterable[str] = (), by_path: PathIgnores | None = None
    ) -> Selection:
        """Read what was given with the options, each perhaps several with commas between.

        Raises:
            UsageError: if one of them means no rule.

        """
        return cls(select=read(select, "--select"), ignore=read(ignore, "--ignore"), by_path=by_path)

    def at(self, root: str) -> Selection:
        """Return the same for another context root, absolute."""
        by_path = self.by_path
        return self if by_path is None or by_path.root == root else self.replace(by_path=by_path.replace(root=root))

    def takes_at(self, code: str, path: str) -> bool:
        """Whether the rule with this code is on for a path, which is relative to the context root."""
        return self.takes_code(code) and not (self.by_path is not None and self.by_path.silences(code, path))

    def takes_code(self, code: str) -> bool:
        """Whether the rule with this code is on."""
        wanted = _precision(code, self.select) if self.select else 0
        unwanted = _precision(code, self.ignore)
        return wanted is not None and (unwanted is None or wanted > unwanted)

    def asks_for(self, rule: Rule) -> bool:
        """Whether the rule was selected in so many words: then it may say what it is not sure of, too."""
        return _precision(rule.code, self.select) is not None


def read(given: Iterable[str], where: str) -> tuple[str, ...]:
    """Return codes and beginnings of codes; names of rules become their codes.

    Args:
        given: texts, each perhaps several with commas between.
        where: the option, or the place in a file, for the message.

    Raises:
        UsageError: if one of them means no rule.

    """
    words = [word.strip() for text in given for word in text.split(",")]
    return tuple(dict.fromkeys(_code(word, where) for word in words if word))


def rule_of(text: str, where: str = "--rule") -> Rule:
    """Return the rule of a code or a name, in any case of letters.

    Raises:
        UsageError: if there is none, with the one that is called most alike.

    """
    for rule in RULES:
        if text.strip().lower() in {rule.code.lower(), rule.name}:
            return rule
    raise UsageError(_unknown(text, where))


def _code(word: str, where: str) -> str:
    code = word.upper()
    if len(code) >= len(_CODE) and any(rule.code.startswith(code) for rule in RULES):
        return code
    return rule_of(word, where).code


def _unknown(text: str, where: str) -> str:
    import difflib  # noqa: PLC0415 (only for a mistake)

    wanted = text.strip()
    family = [rule.code for rule in RULES if rule.code.startswith(wanted[: len(_CODE) + 1].upper())]
    close = difflib.get_close_matches(wanted.upper(), family, 1) or difflib.get_close_matches(
        wanted.lower(), [rule.name for rule in RULES], 1
    )
    hint = f"Did you mean {close[0]}?" if close else f"Codes go from {RULES[0].code} to {RULES[-1].code}."
    return f"{where} {quoted(text)}: there is no such rule. {hint}"


def _precision(code: str, beginnings: Iterable[str]) -> int | None:
    """Return the length of the longest of the beginnings that a code has; ``None`` if it has none of them."""
    return max((len(beginning) for beginning in beginnings if code.startswith(beginning)), default=None)
