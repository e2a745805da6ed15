"""The version and the project's addresses, as data that any module may have."""

from __future__ import annotations

__version__ = "0.2.0"

SITE = ""
"""Where the documentation is published, without a slash at the end; empty until it is. While empty, nothing links to it."""

PACKAGE = ""
"""The page of the package in its index; empty until it is published. While empty, no text names an install from there."""
