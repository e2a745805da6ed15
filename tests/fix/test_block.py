"""The ignore file's text: our block comes and goes, the user's bytes stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxsize.fix.block import BEGIN, END, Group, split, unified_diff, with_block, with_lines, without_lines

BOM = b"\xef\xbb\xbf"
GROUPS = (Group(reason="because", lines=("**/a", "!b")), Group(reason="too", lines=("c",)))

user_text = st.lists(
    st.one_of(
        st.binary(max_size=8),
        st.sampled_from([b"", b"# note", b"!x", b"**/y\r", BEGIN.encode(), END.encode(), b"a\xff", b"\r", b"  "]),
    ),
    max_size=6,
).map(b"\n".join)
texts = st.tuples(st.sampled_from([b"", BOM]), user_text).map(b"".join)
line_texts = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1).filter(
    lambda text: not text.startswith("#")
)
groups = st.lists(
    st.builds(Group, reason=st.text(max_size=5), lines=st.lists(line_texts, max_size=3).map(tuple)), max_size=3
)


@given(data=texts, own=groups)
def test_the_users_lines_survive_byte_for_byte(data: bytes, own: list[Group]) -> None:
    users = split(data).users
    text = with_block(data, own)
    if any(group.lines for group in own):
        assert re.match(re.escape(users) + rb"(\r?\n){0,2}" + re.escape(BEGIN.encode()), text)
    else:
        assert text == users


@given(data=texts, own=groups, other=groups)
def test_a_second_run_changes_nothing_and_a_later_one_updates(
    data: bytes, own: list[Group], other: list[Group]
) -> None:
    once = with_block(data, own)
    assert with_block(once, own) == once
    if any(group.lines for group in own) and any(group.lines for group in other):
        assert with_block(once, other) == with_block(data, other)


def test_the_block_stands_at_the_end_with_a_reason_for_each_group() -> None:
    text = with_block(b"# mine\nx\n", GROUPS).decode()
    assert text.startswith(f"# mine\nx\n\n{BEGIN}")
    assert text.splitlines()[4:] == ["# because", "**/a", "!b", "# too", "c", END]


def test_a_block_goes_to_the_end_where_it_has_the_last_word() -> None:
    first = with_block(b"x\n", GROUPS) + b"!mine\n"
    again = with_block(first, GROUPS[:1])
    assert again.startswith(b"x\n\n!mine\n\n" + BEGIN.encode())
    assert again.endswith(b"!b\n" + END.encode() + b"\n")


def test_without_groups_there_is_no_block() -> None:
    assert with_block(b"x", ()) == b"x"
    assert with_block(with_block(b"x\n\n", GROUPS), ()) == b"x\n\n"


def test_windows_line_ends_and_the_byte_order_mark_are_kept() -> None:
    text = with_block(BOM + b"x\r\ny", GROUPS)
    assert text.startswith(BOM + b"x\r\ny\r\n\r\n# >>>")
    assert text.count(b"\n") == text.count(b"\r\n")
    assert with_block(BOM, GROUPS).startswith(BOM + b"# >>>")


def test_a_reason_stays_on_its_line() -> None:
    assert b"# a\\nb\n" in with_block(b"", [Group(reason="a\nb", lines=("c",))])


@pytest.mark.parametrize(
    ("numbers", "left"),
    [({1}, BOM + b"b\r\nc"), ({2}, BOM + b"a\nc"), ({3}, BOM + b"a\nb\r\n"), (set(), BOM + b"a\nb\r\nc")],
)
def test_lines_can_be_taken_out(numbers: set[int], left: bytes) -> None:
    assert without_lines(BOM + b"a\nb\r\nc", numbers) == left


def test_the_diff_is_unified() -> None:
    assert unified_diff(b"a\n", b"a\nb", "x") == (
        "--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n a\n+b\n\\ No newline at end of file\n"
    )
    assert unified_diff(b"", b"a\n", "x").startswith("--- /dev/null\n+++ b/x\n")
    assert unified_diff(b"a\n", b"a\n", "x") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"a\nb # x\nc\n", b"a\n# x\nb\nc\n"),
        (b"a\r\nb # x", b"a\r\n# x\nb"),
        (b"a\r\nb # x\r\nc", b"a\r\n# x\r\nb\r\nc"),
    ],
)
def test_other_lines_take_the_place_of_one_with_its_line_end(text: bytes, expected: bytes) -> None:
    assert with_lines(text, {2: ("# x", "b")}) == expected


def test_a_byte_order_mark_stays_where_the_first_line_changes() -> None:
    assert with_lines(BOM + b"a\nb\n", {1: ("c",)}) == BOM + b"c\nb\n"
