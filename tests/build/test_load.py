"""One load of a context: what goes along, and what is refused before the context is walked."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build.load import Load, as_sent, check_lines, refused
from ctxsize.builder import Builder
from ctxsize.context.disk import DiskSource
from ctxsize.errors import BuildRefusedError, IgnoreFileError
from ctxsize.golang.paths import BadPatternError
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import parse


def load(root: Path, ignore: bytes = b"", paths: tuple[str, ...] | None = None, builder: str = "buildkit") -> Load:
    file = parse(ignore, ".dockerignore")
    return Load(
        builder=Builder(builder),
        source=DiskSource(str(root)),
        ignore_file=file,
        matcher=Matcher(file.patterns),
        asked=True,
        paths=paths,
        dockerfile="Dockerfile",
    )


def test_a_load_is_whole_if_no_paths_are_asked_for(tmp_path: Path) -> None:
    assert load(tmp_path).is_whole
    assert not load(tmp_path, paths=("a",)).is_whole
    assert not load(tmp_path).replace(asked=False).is_whole
    assert load(tmp_path).replace(asked=False).requested() is None


def test_a_pattern_that_fails_only_when_it_matches_makes_it_careful(tmp_path: Path) -> None:
    assert load(tmp_path, b"[z-a]x\n").is_careful
    assert not load(tmp_path, b"a\n").is_careful


def test_lines_with_a_pattern_are_counted_from_0(tmp_path: Path) -> None:
    assert [line.number for line in load(tmp_path, b"# x\na\n\nb\n").lines] == [2, 4]


def test_a_control_character_can_not_be_sent(tmp_path: Path) -> None:
    with pytest.raises(IgnoreFileError, match=r"\.dockerignore:2: 'a\\x0cb'"):
        check_lines(parse(b"x\na\fb\n", ".dockerignore"))
    with pytest.raises(BuildRefusedError, match="Dockerfile: BuildKit can't ask for a source"):
        load(tmp_path, paths=("a\fb",)).requested()


def test_stray_bytes_are_lost_on_the_way_to_buildkit() -> None:
    sent = as_sent(parse(b"a\xff\nb\n", ".dockerignore"))
    assert [line.cleaned for line in sent.lines] == ["a\ufffd", "b"]
    plain = parse(b"b\n", ".dockerignore")
    assert as_sent(plain) is plain


def test_a_pattern_that_turns_out_malformed_is_refused_with_its_line() -> None:
    error = refused(parse(b"x\n[z-a]x\n", ".dockerignore"), BadPatternError("[z-a]x"))
    assert str(error).startswith(".dockerignore:2: '[z-a]x': ")
