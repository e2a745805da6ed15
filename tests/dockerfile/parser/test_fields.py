"""Lines of comma-separated values with Go's strictness."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.fields import check_device, fields
from ctxsize.dockerfile.refusal import RefusalError


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("type=bind,source=a", ["type=bind", "source=a"]),
        ("a,", ["a", ""]),
        ('"a,b",c', ["a,b", "c"]),
        ('"say ""hi"""', ['say "hi"']),
        ("a\r\n", ["a"]),
        (" a , b ", [" a ", " b "]),
    ],
)
def test_a_line_is_cut_at_commas_outside_of_quotes(value: str, found: list[str]) -> None:
    assert fields(value, "mount", "") == found


@pytest.mark.parametrize("value", ["", "\n", '"a', 'a"b', '"a"b'])
def test_what_can_not_be_cut_is_refused(value: str) -> None:
    with pytest.raises(RefusalError, match="the mount"):
        fields(value, "mount", "")


@pytest.mark.parametrize("value", ["vendor/class=name", "name=x,required", "Name=x,required=false", "x,required=1"])
def test_a_device_is_a_name_and_whether_it_is_required(value: str) -> None:
    check_device(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("x,name=y,name=z", "second name"),
        ("x,required=maybe", "`maybe`"),
        ("x,nam=y", "did you mean name"),
        ("x,y", "`y`"),
    ],
)
def test_a_wrong_device_is_refused(value: str, words: str) -> None:
    with pytest.raises(RefusalError, match=words):
        check_device(value)
