"""Files of variables, as Docker Compose reads them."""

from __future__ import annotations

import pytest

from ctxsize.project.compose.dotenv import DotenvError, parse

ENVIRONMENT = {"HOST": "h", "EMPTY": ""}


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("A=1\nB: 2\nexport C=3\n D = 4 \n", {"A": "1", "B": "2", "C": "3", "D": "4"}),
        ("# a\n\nA=1 # c\nB=a#b\nC='x' \nD=#x\n", {"A": "1", "B": "a#b", "C": "x", "D": "#x"}),
        ('A=\'$HOST \\n\'\nB="$HOST\\n\\t\\""\nC=$HOST/x\n', {"A": "$HOST \\n", "B": 'h\n\t"', "C": "h/x"}),
        ("A=x\nB=$A\nC=${D:-d}\nD=late\n", {"A": "x", "B": "x", "C": "d", "D": "late"}),
        ("HOST\nNOPE\nA=1\n", {"HOST": "h", "A": "1"}),
        ('A="two\nlines"\n', {"A": "two\nlines"}),
        ("A=a\\$b\nB=\"\\$b\"\nC='it\\'s'\n", {"A": "a\\", "B": "$b", "C": "it's"}),
        ("A='a'\nA=b\n", {"A": "b"}),
        ("\ufeffA=1\r\nB=2\r\n", {"A": "1", "B": "2"}),
        ('A="\\0101\\012\\0999"', {"A": "A\\012\\0999"}),
        ("A.b-c[0]=1\né=2\n", {"A.b-c[0]": "1", "é": "2"}),
        ("A=\nB=''\n", {"A": "", "B": ""}),
        ("A=1\nLAST", {"A": "1", "": "LAST"}),
        ("HOST=other\nA=$HOST\n", {"HOST": "other", "A": "h"}),
        ("", {}),
    ],
)
def test_a_file(text: str, variables: dict[str, str]) -> None:
    assert parse(text.encode(), ENVIRONMENT) == variables


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A=1\nA B=2\n", 2),
        ("A=1\n\n'x=2\n", 3),
        ('A="open\nB=1\n', 1),
        ("A=${X:?no}\n", 1),
        ("export ", 1),
        ("a/b=1\n", 1),
        ("=\n?\n", 2),
    ],
)
def test_a_line_that_is_refused(text: str, line: int) -> None:
    with pytest.raises(DotenvError) as caught:
        parse(text.encode(), {})
    assert caught.value.line == line


@pytest.mark.parametrize("text", ["A='secret", "se cret=1", "A=secret${", "se/cret=1", "A=${X:?}secret"])
def test_nothing_of_a_line_is_told(text: str) -> None:
    with pytest.raises(DotenvError) as caught:
        parse(text.encode(), {})
    assert "secret" not in str(caught.value)
    assert "cret" not in str(caught.value)


def test_a_later_file_goes_on_top_of_those_before_it() -> None:
    assert parse(b"B=$A\nC=new\n", {}, {"A": "a", "C": "old"}) == {"A": "a", "B": "a", "C": "new"}


def test_doubling_is_refused() -> None:
    lines = [b"A0=xxxxxxxx\n", *(b"A%d=$A%d$A%d\n" % (number + 1, number, number) for number in range(40))]
    with pytest.raises(DotenvError, match="too long"):
        parse(b"".join(lines), {})
