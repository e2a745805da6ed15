"""What a stage surely lacks that is copied from it."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize

STAGES = (
    "FROM scratch AS a\nCOPY src /s\nCOPY top.txt /t/\nCOPY top.txt /u\nCOPY w* /w/\n"
    "FROM a AS b\nCOPY --from=a /s/x /y\n"
    "FROM scratch AS c\nADD src /s\nFROM base AS d\nCOPY src /s\nFROM scratch AS e\nWORKDIR /made\n"
    "FROM scratch\nCOPY --from="
)


@pytest.fixture
def context(tmp_path: Path) -> Path:
    for path in ("src/x/b.txt", "top.txt", "w1"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    return tmp_path


def missing(context: Path, copy: str) -> list[str]:
    (context / "Dockerfile").write_text(f"{STAGES}{copy} /\n")
    return [finding.message for finding in ctxsize.analyze(str(context)).findings if finding.severity == "error"]


@pytest.mark.parametrize(
    ("exclude", "fails"), [("[", True), ("[b-a]", True), ("!", True), ("*.md", False), ("!a", False)]
)
def test_a_malformed_exclude_fails_a_copy_from_any_stage(context: Path, exclude: str, fails: bool) -> None:
    for stage in ("a", "c", "e"):
        assert (missing(context, f"{stage} --exclude={exclude} /") != []) is fails


@pytest.mark.parametrize(
    "copy",
    [
        "a /s/nope",
        "a /src",
        "a /nope",
        "a /t/other",
        "b /y/nope",
        "b /s/nope",
        "0 /s/x/c",
        "a --parents /s/nope",
    ],
)
def test_it_is_found(context: Path, copy: str) -> None:
    assert len(missing(context, copy)) == 1


@pytest.mark.parametrize(
    "copy",
    [
        "a /", "a /s", "a /s/x", "a /s/x/b.txt", "a /t", "a /t/top.txt", "a /u", "a /u/top.txt", "a /nope*", "a /w/anything", "b /y/b.txt",
        "b /s/x", "c /s/nope", "d /s/nope", "e /made", "e /nope",
    ],
)  # fmt: skip
def test_what_is_there_or_may_be_is_not(context: Path, copy: str) -> None:
    assert missing(context, copy) == []
