"""The flags in front of an instruction's arguments."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.engine import newest
from ctxsize.dockerfile.parser.flags import read_flags
from ctxsize.dockerfile.refusal import RefusalError


def test_values_are_kept_in_order_and_switches_are_truth_values() -> None:
    flags = read_flags("COPY", ("--from=a", "--exclude=x", "--exclude=y=z", "--link"), newest())
    assert flags.text("from") == "a"
    assert flags.all("exclude") == ("x", "y=z")
    assert flags.on("link")
    assert not read_flags("COPY", ("--link=FALSE",), newest()).on("link")
    assert read_flags("COPY", (), newest()).text("from") == ""


@pytest.mark.parametrize(
    ("keyword", "words", "said"),
    [
        ("COPY", ("--form=a",), "did you mean from"),
        ("COPY", ("--from=a", "--from=b"), "--from twice"),
        ("COPY", ("--from",), "--from has no value"),
        ("COPY", ("--link=maybe",), "takes true or false"),
        ("COPY", ("--zzzzzz",), "Its flags are --chown"),
        ("ENV", ("--x",), "It takes no flags"),
    ],
)
def test_a_wrong_flag_is_refused_with_the_cure(keyword: str, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(RefusalError) as refused:
        read_flags(keyword, words, newest())
    assert said in str(refused.value)
