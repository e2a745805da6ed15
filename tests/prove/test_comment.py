"""The comment in the ignore file: written, found again, and out of date when what it was a proof of changes."""

from __future__ import annotations

from pathlib import Path

from ctxsize.build.plan import BuildPlan, plan
from ctxsize.build.request import Request
from ctxsize.fix.block import Group, split, with_block
from ctxsize.prove.comment import Comment, below_header, find, fingerprint
from ctxsize.prove.statement import Level

COMMENT = Comment(
    date="2026-11-30",
    target="the final stage",
    version="0.25.1",
    count=13,
    level=Level.SAME,
    fingerprint="3f9c0a1e",
    lines=("docs", "tests"),
)


def test_the_comment_is_one_row_of_plain_words() -> None:
    assert COMMENT.text == (
        "ctxsize: proved 2026-11-30 by a build of the final stage with BuildKit 0.25.1: 13 lines, image unchanged. "
        "Dockerfile 3f9c0a1e."
    )


def test_it_is_found_with_the_lines_below_it() -> None:
    data = with_block(b"mine\n", [Group(reason=COMMENT.text, lines=COMMENT.lines), Group(reason="else", lines=("x",))])
    assert find(split(data).block) == COMMENT
    assert find(split(data.replace(b"\n", b"\r\n")).block) == COMMENT


def test_one_line_at_the_other_level_is_found_too() -> None:
    one = COMMENT.replace(
        count=1, level=Level.LESS, lines=("a",), target="the stage web", version="of Docker 26.1.5+dfsg1"
    )
    assert find(with_block(b"", [Group(reason=one.text, lines=one.lines)])) == one


def test_without_lines_of_its_own_it_stands_below_the_header() -> None:
    data = with_block(b"mine\n", [Group(reason="else", lines=("x",))])
    found = below_header(data, split(data).block, COMMENT.text)
    assert find(split(found).block) == COMMENT.replace(lines=())
    assert found.replace(f"# {COMMENT.text}\n".encode(), b"") == data


def test_a_block_without_one_has_none() -> None:
    assert find(b"# ctxsize: proved by hand\nx\n") is None
    assert find(b"") is None


def built(
    root: Path, text: str = "FROM a\nCOPY . .\n", target: str | None = None, args: dict[str, str] | None = None
) -> BuildPlan:
    (root / "Dockerfile").write_text(text)
    return plan(Request.of(str(root), "buildkit", None, target, args, None))


def test_the_hash_changes_with_what_was_proved(tmp_path: Path) -> None:
    lines = ["docs", "x"]
    own = fingerprint(built(tmp_path), Level.SAME, lines)
    assert len(own) == 8
    assert fingerprint(built(tmp_path), Level.SAME, lines[::-1]) == own
    others = [
        fingerprint(built(tmp_path), Level.LESS, lines),
        fingerprint(built(tmp_path), Level.SAME, ["docs"]),
        fingerprint(built(tmp_path, "FROM a\nCOPY . .\nRUN x\n"), Level.SAME, lines),
        fingerprint(built(tmp_path, "FROM a AS t\nCOPY . .\n", "t"), Level.SAME, lines),
        fingerprint(built(tmp_path, args={"A": "1"}), Level.SAME, lines),
        fingerprint(built(tmp_path, args={"A": "2"}), Level.SAME, lines),
    ]
    assert len({own, *others}) == 7


def test_the_value_of_a_secret_argument_is_not_in_the_hash(tmp_path: Path) -> None:
    one, other = (fingerprint(built(tmp_path, args={"NPM_TOKEN": value}), Level.SAME, ["a"]) for value in ("1", "2"))
    assert one == other
