"""What a function is: its parameters, and how it is called (go-cty's ``function`` package)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ctxsize.project.bake import tree
from ctxsize.project.bake.kinds import ANY, Kind
from ctxsize.project.bake.scope import Scope
from ctxsize.project.bake.values import Value
from ctxsize.record import Record


class FunctionError(ValueError):
    """A function refuses its arguments; the text says why, as the end of a sentence."""


class Function(Record):
    """A function of HCL.

    Arguments are converted to ``parameters``, and to ``rest`` for any number of further ones. ``nulls`` and ``unknowns``
    say whether such arguments reach ``run``; else a null is an error, and an unknown one makes the result unknown.
    With ``whole`` a part that is unknown does so, too. ``result`` is the kind of the result where it is always the same.
    """

    run: Callable[[Sequence[Value]], Value]
    parameters: tuple[Kind, ...] = ()
    rest: Kind | None = None
    result: Kind = ANY
    nulls: bool = False
    unknowns: bool = False
    whole: bool = False
    optional: int = 0


class UserFunction(Record):
    """A function that a file defines; ``rest`` names the parameter that takes any number of arguments."""

    parameters: tuple[str, ...]
    rest: str
    result: tree.Expression
    scope: Scope
