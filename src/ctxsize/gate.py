"""Limits that a build context is held to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One limit and how it went: ``passed`` is ``None`` where it could not be checked, and ``message`` says why."""

    check: str
    limit: str
    actual: str
    passed: bool | None
    message: str
