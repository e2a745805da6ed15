"""The rules' pages, which are shipped with the program."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.rules.finding import Rule

_IN_CHECKOUT = Path(__file__).parents[3] / "docs" / "rules"


def file_name(rule: Rule) -> str:
    """Return what a rule's page is called."""
    return f"{rule.code}-{rule.name}.md"


def page(rule: Rule) -> str:
    """Return a rule's page; an installed program carries the pages of docs/rules, a checkout has them there."""
    shipped = files("ctxsize") / "data" / "rules" / file_name(rule)
    if shipped.is_file():
        return shipped.read_text("utf-8")
    return (_IN_CHECKOUT / file_name(rule)).read_text("utf-8")
