"""The legacy client's own patterns: what it adds so that its files arrive."""

from __future__ import annotations

import pytest

from ctxsize.builder.legacy import with_build_files
from ctxsize.ignore.parse import parse


@pytest.mark.parametrize(
    ("file", "dockerfile", "added"),
    [
        ("a\n", "Dockerfile", []),
        ("*\n", "Dockerfile", [".dockerignore", "Dockerfile"]),
        ("*\n", None, [".dockerignore"]),
        ("Docker*\n", "Dockerfile", ["Dockerfile"]),
        ("docker\n", "docker/Dockerfile", ["docker/Dockerfile"]),
        ("a/b\n", "a/b/c/Dockerfile", ["a/b/c/Dockerfile"]),
        ("*\n!Dockerfile\n", "Dockerfile", [".dockerignore"]),
        ("[z-a]\n*\n", "Dockerfile", []),
    ],
)
def test_the_legacy_client_makes_room_for_its_own_files(file: str, dockerfile: str | None, added: list[str]) -> None:
    patterns = parse(file.encode()).patterns
    assert [pattern.text for pattern in with_build_files(patterns, dockerfile)[len(patterns) :]] == added
