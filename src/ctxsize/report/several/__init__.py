"""The verdict on all builds of a repository as text: one renderer a module, as for one build."""

from __future__ import annotations

from ctxsize.gate.repository import RepositoryVerdict

RepositoryReport = RepositoryVerdict
"""The public name: everything that ctxsize found out about the builds of a repository."""
