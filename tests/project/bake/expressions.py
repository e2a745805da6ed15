"""An expression of HCL, evaluated by itself."""

from __future__ import annotations

from ctxsize.errors import CtxsizeError
from ctxsize.project.bake.evaluate import Evaluator
from ctxsize.project.bake.functions import standard
from ctxsize.project.bake.parser import parse_expression
from ctxsize.project.bake.scope import Scope
from ctxsize.project.bake.values import Value

REFUSED = "refused"


def value(text: str, **variables: Value) -> Value:
    """Return the value of an expression; raises what is wrong with it."""
    return Evaluator(standard("/home/me")).evaluate(parse_expression(text, "x.hcl", 1), Scope(variables, None, "x.hcl"))


def as_json(text: str, **variables: Value) -> str:
    """Return the value of an expression as HCL writes it in JSON, or ``REFUSED``, as the records have it."""
    try:
        return str(value(f"jsonencode({text})", **variables).content)
    except CtxsizeError:
        return REFUSED
