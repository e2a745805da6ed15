"""Which paths of which contexts a target needs (BuildKit's `dockerfile2llb`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxsize.dockerfile.sources import Pull, Request, Source, Stage, Usage

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ctxsize.dockerfile.syntax import Dockerfile

__all__ = ["Pull", "Request", "Source", "Stage", "Usage", "usage"]


def usage(
    dockerfile: Dockerfile,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] | None = None,
    platform: str | None = None,
    named_contexts: Collection[str] = (),
    machine: str = "linux/amd64",
) -> Usage:
    """Return what building `target` (default: the last stage) asks of the contexts; `machine` is the engine's own platform."""
    raise NotImplementedError
