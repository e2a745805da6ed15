"""Lines of an older proof: kept while it fits, left out when it does not, and never twice."""

from __future__ import annotations

from pathlib import Path

from ctxsize.build.plan import plan
from ctxsize.build.request import Request
from ctxsize.fix.block import FixOptions, Group, split
from ctxsize.fix.plan import propose
from ctxsize.fix.proved import keep_proved, with_comment
from ctxsize.prove.comment import Comment, find, fingerprint
from ctxsize.prove.statement import Level


def request_in(root: Path) -> Request:
    (root / "Dockerfile").write_text("FROM a\nCOPY . /w\nRUN make\n")
    for name in ("notes.txt", "main.c", "build.log"):
        (root / name).write_text("x" * 100)
    return Request.of(str(root), "buildkit", None, None, None, None)


def comment_for(request: Request, *lines: str) -> Comment:
    return Comment(
        date="2026-11-30",
        target="the final stage",
        version="0.25",
        count=len(lines),
        level=Level.SAME,
        fingerprint=fingerprint(plan(request), Level.SAME, lines),
        lines=lines,
    )


def test_lines_of_a_proof_that_fits_stay_in_a_plain_fix(tmp_path: Path) -> None:
    request = request_in(tmp_path)
    comment = comment_for(request, "notes.txt")
    (tmp_path / ".dockerignore").write_bytes(with_comment(b"mine\n", [], comment)[1])
    found = keep_proved(propose(request, FixOptions()), request)
    assert find(split(found.new).block) == comment
    assert found.new.count(b"notes.txt") == 1
    (tmp_path / ".dockerignore").write_bytes(found.new)
    assert not keep_proved(propose(request, FixOptions()), request).changes


def test_of_a_proof_of_another_dockerfile_they_are_left_out(tmp_path: Path) -> None:
    request = request_in(tmp_path)
    (tmp_path / ".dockerignore").write_bytes(with_comment(b"", [], comment_for(request, "notes.txt"))[1])
    (tmp_path / "Dockerfile").write_text("FROM a\nCOPY . /w\nRUN make all\n")
    found = keep_proved(propose(request, FixOptions()), request)
    assert b"notes.txt" not in found.new
    assert any(each.line == "notes.txt" and "2026-11-30" in each.why for each in found.left_out)


def test_lines_that_were_added_to_it_by_hand_make_it_fit_no_more(tmp_path: Path) -> None:
    request = request_in(tmp_path)
    text = with_comment(b"", [], comment_for(request, "notes.txt"))[1].replace(b"notes.txt\n", b"notes.txt\nmain.c\n")
    (tmp_path / ".dockerignore").write_bytes(text)
    assert b"main.c" not in keep_proved(propose(request, FixOptions()), request).new


def test_a_line_stands_once() -> None:
    comment = Comment(
        date="2026-11-30", target="t", version="1", count=1, level=Level.SAME, fingerprint="00000000", lines=("a",)
    )
    groups, data = with_comment(b"", [Group(reason="r", lines=("a", "b")), Group(reason="s", lines=("a",))], comment)
    assert [group.lines for group in groups] == [("a",), ("b",)]
    assert data.count(b"\na\n") == 1
