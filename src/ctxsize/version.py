"""The version, as data that any module may have."""

from __future__ import annotations

__version__ = "0.1.0"
