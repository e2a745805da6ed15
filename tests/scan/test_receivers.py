"""The receivers of one scan, by role."""

from __future__ import annotations

from ctxsize.build.load import Load
from ctxsize.ignore.matcher import Matcher
from ctxsize.scan.receivers import Receivers

ONE, TWO, THREE = (Load.nothing(Matcher(())) for _ in range(3))


def test_each_receiver_is_shown_the_walk_once() -> None:
    assert Receivers(ONE).each == (ONE,)
    assert Receivers(ONE, ONE).each == (ONE,)
    assert Receivers(ONE, TWO, THREE).each == (ONE, TWO, THREE)
    assert Receivers(ONE, ONE, THREE).each == (ONE, THREE)
