"""Which files are Dockerfiles, by their names and by how they begin."""

from __future__ import annotations

_BASES = ("dockerfile", "containerfile")
# Beside the ignore file, notes and backups: what a program makes a Dockerfile of.
_OTHER = (
    ".dockerignore", ".md", ".txt", ".rst", ".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".erb", ".in", ".swp", ".swo",
    ".bak", ".orig", ".rej", "~",
)  # fmt: skip
_FIRST = (b"from", b"arg")


def is_dockerfile_name(name: str) -> bool:
    """Whether a file of this name is taken for a Dockerfile.

    Docker itself takes only ``Dockerfile``, then ``dockerfile``; the others are the names that people pass with ``-f``.
    """
    lower = name.lower()
    if lower.endswith(_OTHER) or lower.startswith("."):
        return False
    return any(
        lower == base
        or lower.endswith(f".{base}")
        or (lower.startswith(base) and lower[len(base)] in ".-_" and lower[len(base) + 1 :])
        for base in _BASES
    )


def begins_as_dockerfile(data: bytes) -> bool:
    """Whether the first line that is not blank or a comment is a FROM or an ARG."""
    for line in data.removeprefix(b"\xef\xbb\xbf").splitlines():
        words = line.split(None, 1)
        if words and not words[0].startswith(b"#"):
            return words[0].lower() in _FIRST
    return False
