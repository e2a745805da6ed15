"""A verdict as text: one renderer a module, each a function of the verdict and of how it is to be rendered."""

from __future__ import annotations

from ctxsize.gate.verdict import Verdict

Report = Verdict
"""The public name of a verdict: everything that ctxsize found out about one build, and whether it passes."""
