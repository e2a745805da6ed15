"""What each builder receives of a context, entry by entry and byte by byte."""

from __future__ import annotations

from enum import StrEnum


class Builder(StrEnum):
    """The two builders of a Docker Engine; the values are those of ``--builder``."""

    BUILDKIT = "buildkit"
    LEGACY = "legacy"

    @property
    def other(self) -> Builder:
        """The builder that is not this one."""
        return Builder.LEGACY if self is Builder.BUILDKIT else Builder.BUILDKIT
