"""On which line of a TOML document a key stands."""

from __future__ import annotations

import random
import tomllib

import pytest

from ctxsize.config.place import error_line, line_of


def test_the_line_of_a_key_is_found_in_whatever_way_it_is_written() -> None:
    text = "\n".join(  # noqa: FLY002 (one line a line, so that they can be counted)
        [
            "a = '''",
            "[t]",
            "key = 1'''",
            "b.c = [",
            "  1, # key = 2",
            "  2,",
            "]",
            "[t.'key']",
            '"in side" = 1',
            "[[t.u]]",
            "key = { x = 1 }",
            "[[t.u]]",
            "  key = 3",
        ]
    )
    assert line_of(text, ("a",)) == 1
    assert line_of(text, ("b", "c")) == 4
    assert line_of(text, ("t", "key")) == 8
    assert line_of(text, ("t", "key", "in side")) == 9
    assert line_of(text, ("t", "u", 0, "key")) == 11
    assert line_of(text, ("t", "u", 1)) == 12
    assert line_of(text, ("t", "u", 1, "key")) == 13


def test_the_line_of_a_key_is_found_among_many() -> None:
    names = [f"k{number}" for number in range(300)]
    random.Random(1).shuffle(names)  # noqa: S311 (the same order each time)
    lines = [f"{name} = {number}" for number, name in enumerate(names)]
    text = "\n".join(lines)
    assert all(line_of(text, (name,)) == tomllib.loads(text)[name] + 1 for name in names[::7])


@pytest.mark.parametrize(("text", "line"), [("a = 1\na = 2\n", 2), ("a =\nb = 1", 1), ("a = '''\n", None)])
def test_a_syntax_error_has_its_line_but_at_the_end_of_the_document(text: str, line: int | None) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as error:
        tomllib.loads(text)
    assert error_line(error.value) == line
