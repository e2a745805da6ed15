"""``--why``: the verdict in its first words, the cause, what needs the path, and what would change the verdict."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

import ctxsize
from ctxsize.analysis.why import asked_paths
from ctxsize.report.look import Look
from ctxsize.report.rendering import Rendering
from ctxsize.report.why import why_lines

if TYPE_CHECKING:
    from pathlib import Path

    from ctxsize.analysis.analysis import Why

IGNORE = "docs\n!docs/b.md\nbin\n*.log\n"
DOCKERFILE = "FROM scratch\nCOPY . /\nCOPY link /x\n"


@pytest.fixture
def context(tmp_path: Path) -> Path:
    files = {
        ".dockerignore": IGNORE,
        "Dockerfile": DOCKERFILE,
        "docs/a.md": "aa",
        "docs/b.md": "b",
        "bin/x": "x",
        "web/bin/y": "yyy",
        "web/z": "z",
        "log/a.log": "l",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "link").symlink_to("docs/b.md")
    return tmp_path


def ask(context: Path, path: str, **options: str) -> Why:
    (answer,) = ctxsize.analyze(str(context), why=[path], **options).why  # type: ignore[arg-type]
    return answer


def told(context: Path, path: str, **options: str) -> list[str]:
    report = ctxsize.analyze(str(context), why=[path], **options)  # type: ignore[arg-type]
    return Look().lines(why_lines(report, Look(), Rendering(place="ctx"))).splitlines()


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("web/bin", "received, 3B, 1 file   web/bin/"),
        ("web/z", "received, 1B   web/z"),
        ("web", "received, 4B, 2 files   web/"),
        ("docs/a.md", "not received   docs/a.md"),
        ("bin", "not received   bin/"),
        ("bin/x", "not received   bin/x"),
        ("docs/b.md", "received, 1B   docs/b.md"),
        ("link", "received   link"),
        ("new", "would be received: no such path   new"),
        ("bin/new", "would not be received: no such path   bin/new"),
        ("../x", "outside of the context   ../x"),
        ("/etc/passwd", "outside of the context   /etc/passwd"),
        ("*/z", "received: 1 of 1 that match, 1B, 1 file   */z"),
    ],
)
def test_the_verdict_is_in_the_first_words(context: Path, path: str, first: str) -> None:
    assert told(context, path)[0] == first


def test_the_causes_and_the_command(context: Path) -> None:
    assert told(context, "web/bin")[1:] == [
        "         3B  y",
        "  Cause      no line of .dockerignore matches it",
        "             Line 3 'bin' does not match: a pattern begins at the context root. Write '**/bin'.",
        "  Needed     Dockerfile:2 COPY .",
        "  To change  echo web/bin >> ctx/.dockerignore",
    ]
    assert told(context, "docs/b.md")[1:4] == [
        "  Cause      .dockerignore:2 !docs/b.md includes it again",
        "             overrules line 1 'docs'",
        "  Needed     Dockerfile:2 COPY .",
    ]
    assert told(context, "bin/x")[1:] == [
        "  Cause      .dockerignore:3 bin excludes it, through its directory bin",
        "  Needed     Dockerfile:2 COPY .",
        "  To change  echo '!bin/x' >> ctx/.dockerignore",
    ]


def test_the_line_to_add_turns_the_verdict_round(context: Path) -> None:
    for path in ("web/bin", "web/z", "docs/a.md", "bin/x", "log/a.log"):
        before = ask(context, path)
        file = context / ".dockerignore"
        file.write_text(f"{IGNORE}{before.addition}\n")
        assert ask(context, path).verdict == ("not received" if before.verdict == "received" else "received")
        file.write_text(IGNORE)


def test_what_no_instruction_takes_is_not_received(context: Path) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nCOPY web /\n")
    answer = ask(context, "log/a.log")
    assert (answer.verdict, answer.excluded, answer.asked, answer.addition) == ("not received", False, False, "")
    assert answer.other == "legacy builder: received"
    assert "             no instruction of this target takes it" in told(context, "log/a.log")
    assert ask(context, "log/a.log", builder="legacy").verdict == "received"


def test_a_link_names_its_target(context: Path) -> None:
    assert told(context, "link")[1] == "  link to docs/b.md"


def test_what_git_says(context: Path) -> None:
    git = ["git", "-C", str(context)]
    (context / ".gitignore").write_text("# x\n*.log\n")
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "web/z"], check=True)
    assert ask(context, "web/z").git == "git tracks it"
    assert ask(context, "log/a.log").git == "git ignores it: .gitignore:2 *.log"
    assert ask(context, "web/bin/y").git == "git neither tracks nor ignores it"


def test_a_path_is_cleaned_and_seen_from_the_root() -> None:
    assert asked_paths("/c", ["./a//b/", "/c/d", "/c", "../x", "/cd"]) == ["a/b", "d", ".", "../x", "/cd"]


def test_a_pattern_finds_directories_too_and_counts_each_file_once(context: Path) -> None:
    for name in ("a", "b"):
        (context / f"packages/{name}/lib").mkdir(parents=True)
        (context / f"packages/{name}/lib/x.js").write_bytes(b"x" * 10)
    for pattern in ("packages/*", "packages/**", "p?ckages/*/lib"):
        answer = ctxsize.analyze(str(context), why=[pattern]).why[0]
        assert (answer.files, answer.bytes) == (2, 20), pattern
        assert answer.verdict.startswith("received: ")
        assert answer.addition == pattern
