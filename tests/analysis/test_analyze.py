"""The whole analysis on small trees."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ctxsize
from ctxsize.errors import ExitCode

NAMES = ["a", "b", ".env", "x.py", "d", "e"]


def tree(root: Path, files: dict[str, str]) -> str:
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return str(root)


def whole(root: Path) -> tuple[int, int]:
    """Return the number of files below a directory and the bytes that they hold, each inode once."""
    files = [file.lstat() for file in root.rglob("*") if file.is_file() and not file.is_symlink()]
    return len(files), sum({(status.st_dev, status.st_ino): status.st_size for status in files}.values())


lines = st.lists(
    st.sampled_from(
        ["a", "*", "d", "**/x.py", "!a", "!d/e", "!*/b", "*/*", "!**/.env", "d/e/*", "d\n!d/e/*\nd", "*\n!d/e/*\nd"]
    ),
    max_size=5,
)
places = st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join), max_size=8, unique=True)


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=lines, places=places)
def test_included_and_excluded_bytes_add_up_to_the_whole_tree(
    tmp_path_factory: pytest.TempPathFactory, builder: str, lines: list[str], places: list[str]
) -> None:
    root = tmp_path_factory.mktemp("context")
    tree(root, {"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": "\n".join(lines)})
    for number, place in enumerate(places):
        file = root / place
        if not any(above.is_file() for above in file.parents) and not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"x" * (number * 7))
            if number % 3 == 0:
                os.link(file, root / f"link{number}")
    report = ctxsize.analyze(str(root), builder=builder)
    files, size = whole(root)
    assert report.excluded is not None
    assert report.included.files + report.excluded.files == files
    assert report.included.bytes + report.excluded.bytes == size


def test_excluded_directories_need_not_be_looked_into(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": "d\n*.log\n", "d/e/x": "12345", "a.log": "1"}
    root = tree(tmp_path, files)
    (tmp_path / "d" / "e").chmod(0)
    measured, pruned = ctxsize.analyze(root), ctxsize.analyze(root, excluded=False)
    (tmp_path / "d" / "e").chmod(0o755)
    assert (pruned.received, pruned.included, pruned.sides) == (measured.received, measured.included, measured.sides)
    assert pruned.excluded is None
    assert not pruned.excluded_by_line
    assert not pruned.unreadable


def test_both_totals_are_shown_where_the_target_uses_a_part(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY src /\n", "src/a": "12345", "other": "123"}
    report = ctxsize.analyze(tree(tmp_path, files))
    assert (report.received.files, report.received.bytes) == (1, 5)
    assert report.included.files == len(files)
    assert [side.builder for side in report.sides] == ["buildkit", "legacy"]


@pytest.mark.parametrize(
    ("dockerfile", "ignore", "found"),
    [
        ("COPY a /", "", []),
        ("COPY . /", "*", []),
        ("COPY d /", "d\n!d/x.py", []),
        ("COPY d /", "*\n!d/x.py", []),
        ("COPY nope* /", "", [("CTX404", 2)]),
        ("COPY nope/* /", "", [("CTX402", 2)]),
        ("COPY d/* /", "d", [("CTX401", 2)]),
        ("COPY a /", "a", [("CTX401", 2)]),
        ('COPY ["d/x.py", "/"]', "d", [("CTX401", 2)]),
        ("ARG S=a\nCOPY $S /", "a", [("CTX401", 3)]),
        ("COPY ab /", "", [("CTX402", 2)]),
        ("COPY $UNSET /x/", "", [("CTX403", 2)]),
        ("RUN --mount=type=bind,source=a,target=/m true", "a", [("CTX401", 2)]),
        ("COPY --from=other a /", "", []),
        ("COPY <<E /\nE", "", []),
        ("ADD https://example.com/a /", "", []),
        ("COPY link /", "", []),
        ("COPY broken /", "", [("CTX402", 2)]),
        ("COPY bro* /", "", [("CTX402", 2)]),
    ],
)
def test_a_source_that_does_not_arrive_is_told(
    tmp_path: Path, dockerfile: str, ignore: str, found: list[tuple[str, int]]
) -> None:
    root = tree(
        tmp_path, {"Dockerfile": f"FROM scratch\n{dockerfile}\n", ".dockerignore": ignore, "a": "", "d/x.py": ""}
    )
    (tmp_path / "link").symlink_to("d")
    (tmp_path / "broken").symlink_to("nowhere")
    report = ctxsize.analyze(root)
    assert [(finding.rule.code, finding.line) for finding in report.findings] == found
    failing = any(code in {"CTX401", "CTX402"} for code, _ in found)
    assert report.exit_code == (ExitCode.GATE_FAILED if failing else ExitCode.CLEAN)


def test_a_finding_names_the_line_that_excludes_and_the_nearest_name(tmp_path: Path) -> None:
    files = {
        "Dockerfile": "FROM scratch\nCOPY d/x.py /\nCOPY mian.py /\n",
        ".dockerignore": "# no\nd\n",
        "d/x.py": "",
        "main.py": "",
    }
    excluded, missing = ctxsize.analyze(tree(tmp_path, files)).findings
    assert ".dockerignore:2 'd' excludes it through its directory 'd'" in excluded.message
    assert "'main.py'" in missing.advice


def test_why_names_the_line_and_the_instructions(tmp_path: Path) -> None:
    files = {
        "Dockerfile": "FROM scratch AS s\nCOPY src /\n",
        ".dockerignore": "*\n!src\nsrc/b\n",
        "src/a": "",
        "src/b": "",
        "c": "",
    }
    a, b, c = ctxsize.analyze(tree(tmp_path, files), why=["src/a", "src/b", "c"]).why
    assert (a.excluded, a.line, a.through, [user.line for user in a.users]) == (False, 2, "src", [2])
    assert (b.excluded, b.line, b.through) == (True, 3, "")
    assert (c.excluded, c.line, c.users) == (True, 1, ())


def test_a_file_that_arrives_empty_is_told(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY . /\n", ".dockerignore": "*\n!d/keep/*\nd\n", "d/keep/x": "12345"}
    report = ctxsize.analyze(tree(tmp_path, files))
    assert report.arrives_empty == (("d/keep/x", 5),)
    assert report.received.bytes == 0


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
def test_the_builders_differ_in_what_arrives_not_in_where_they_look(tmp_path: Path, builder: str) -> None:
    files = {
        "Dockerfile": "FROM scratch\nCOPY . /\n",
        ".dockerignore": "**/build\n.git\n!**/app.jar\n",
        ".git/objects/x": "",
        "a/build/app.jar": "",
        "a/build/y": "",
        "b/build/z": "",
    }
    report = ctxsize.analyze(tree(tmp_path, files), builder=builder)
    assert [(difference.path, difference.only) for difference in report.differences] == [
        ("a/build/app.jar", "buildkit")
    ]


def test_a_directory_that_only_one_builder_excludes_is_one_difference(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY . /\n", "Dockerfile.dockerignore": "d\n", "d/a": "", "d/b/c": ""}
    report = ctxsize.analyze(tree(tmp_path, files))
    assert [(difference.path, difference.only) for difference in report.differences] == [("d", "legacy")]


def test_outside_of_a_repository_what_git_ignores_is_said_to_be_unchecked(tmp_path: Path) -> None:
    root = tree(tmp_path, {"Dockerfile": "FROM scratch\nCOPY . /\n"})
    note = "Not in a git repository, so what git ignores is not checked."
    assert note in ctxsize.analyze(root).unchecked
    (tmp_path / ".git").mkdir()
    assert note not in ctxsize.analyze(root).unchecked
