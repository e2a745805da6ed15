"""What one project reads its files with: directories and variables."""

from __future__ import annotations

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Scope(Record):
    """Directories (absolute) and variables of one project.

    ``directory`` is what contexts are relative to, ``files`` what included and extended files are relative to, ``base``
    what the ``project_directory`` and the ``env_file`` of an include are relative to. They are one directory but for
    includes in included files.
    """

    directory: str
    files: str
    base: str
    home: str | None
    environment: Mapping[str, str]

    def lookup(self, name: str) -> str | None:
        """Return a variable's value, ``None`` where it is not set."""
        return self.environment.get(name)
