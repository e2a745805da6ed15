"""Paths in the image, followed back through COPY to the context."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.needs.mapping import Layout, resolve


@pytest.mark.parametrize(
    ("cwd", "path", "found"),
    [
        ("/app", "x", "/app/x"),
        ("/app", "../x", "/x"),
        ("/app", "/x/./y", "/x/y"),
        ("", "x", "x"),
        ("/", "../../x", "/x"),
    ],
)
def test_a_path_of_a_command_counts_from_its_directory(cwd: str, path: str, found: str) -> None:
    assert resolve(cwd, path) == found


@pytest.mark.parametrize(
    ("copies", "place", "origins"),
    [
        ("COPY . /app", "/app/src/a", ["src/a"]),
        ("COPY . /app", "/app", [""]),
        ("COPY . /app", "/other", []),
        ("COPY src /app/", "/app/a", ["src/a"]),
        ("COPY a.txt /app/", "/app/a.txt", ["a.txt"]),
        ("COPY a.txt /app/b.txt", "/app/b.txt", ["a.txt"]),
        ("WORKDIR /app\nCOPY . .", "/app/x", ["x"]),
        ("COPY conf/*.ini /etc/", "/etc/a.ini", ["conf/a.ini"]),
    ],
)
def test_what_a_command_sees_is_what_was_copied_there(copies: str, place: str, origins: list[str]) -> None:
    used = usage(parse(f"FROM a\n{copies}\nRUN make\n".encode()))
    assert set(origins) <= set(Layout(used).origins(used.runs[0], place))
    assert bool(Layout(used).origins(used.runs[0], place)) is bool(origins)


def test_a_copy_below_the_command_has_not_been_made_yet() -> None:
    used = usage(parse(b"FROM a\nRUN make\nCOPY . /app\n"))
    layout = Layout(used)
    assert layout.origins(used.runs[0], "/app/x") == []
    assert not layout.takes_context(used.runs[0])


def test_a_copy_is_followed_from_stage_to_stage() -> None:
    used = usage(parse(b"FROM a AS one\nCOPY src /one\nFROM a\nCOPY --from=one /one /two\nRUN make\n"))
    assert "src/x" in Layout(used).origins(used.runs[0], "/two/x")


def test_a_bind_mount_shows_the_context_to_its_command() -> None:
    used = usage(parse(b"FROM a\nRUN --mount=type=bind,source=src,target=/m make\n"))
    layout = Layout(used)
    assert "src/x" in layout.origins(used.runs[0], "/m/x")
    assert layout.takes_context(used.runs[0])
