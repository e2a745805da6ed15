"""What is proposed for one ignore file."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.context.entry import Tally
from ctxsize.fix.block import Group, LeftOut, with_block
from ctxsize.fix.proposal import Proposal

GROUPS = (Group(reason="r", lines=("a", "!b")),)


def proposal(old: bytes, new: bytes) -> Proposal:
    return Proposal(
        file="/x/.dockerignore",
        shown=".dockerignore",
        old=old,
        new=new,
        groups=GROUPS,
        kept=(),
        left_out=(LeftOut(line="c", why="it is tracked"),),
        remarks=("R.",),
        totals=list,
        saved={"a": Tally(2, 30)},
        builders=(Builder.BUILDKIT, Builder.LEGACY),
    )


def test_lines_that_are_new_are_counted_and_where_there_are_none_those_that_go() -> None:
    assert proposal(b"x\n", with_block(b"x\n", GROUPS)).lines == 2
    assert proposal(b"x\ny\n", b"x\n").lines == 1
    assert proposal(b"x\n", b"x\n").lines == 0


def test_each_line_has_what_it_saves_on_each_builder() -> None:
    savings = proposal(b"", b"a\n!b\n").savings()
    assert [(one.line, one.reason) for one in savings] == [("a", "r"), ("!b", "r")]
    assert savings[0].tallies == dict.fromkeys(Builder, Tally(2, 30))
    assert savings[1].tallies == dict.fromkeys(Builder, Tally())


def test_the_change_is_a_patch_and_what_is_said_besides_are_sentences() -> None:
    made = proposal(b"", b"a\n")
    assert made.changes
    assert made.diff() == "--- /dev/null\n+++ b/.dockerignore\n@@ -0,0 +1 @@\n+a\n"
    assert made.notes == ("R.", "Left out 'c': it is tracked.")
