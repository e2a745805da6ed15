"""Bytes of a Dockerfile to instructions (BuildKit's `parser` and `instructions`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxsize.dockerfile.syntax import Directive, Dockerfile, Heredoc, Instruction

if TYPE_CHECKING:
    pass

__all__ = ["Directive", "Dockerfile", "Heredoc", "Instruction", "parse"]


def parse(data: bytes, name: str = "Dockerfile") -> Dockerfile:
    """Return the instructions of a Dockerfile, or raise DockerfileError where Docker refuses it; `name` is used in messages."""
    raise NotImplementedError
