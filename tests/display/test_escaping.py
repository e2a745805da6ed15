"""No name is a command to a terminal or a CI system."""

from __future__ import annotations

import pytest

from ctxsize.display.escaping import printable


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("##[error]pwned", "#\\x23[error]pwned"),
        ("a ##vso[task.setvariable variable=X]y", "a #\\x23vso[task.setvariable variable=X]y"),
        ("##teamcity[x]", "#\\x23teamcity[x]"),
        ("###[x", "##\\x23[x"),
        ("::error::x", "\\x3a:error::x"),
        ("  ::add-mask::x", "  \\x3a:add-mask::x"),
        ("a::b", "a::b"),
        ("# a", "# a"),
        ("## [x]", "## [x]"),
        ("a\x1b[31m\n\u202e", "a\\x1b[31m\\n\\u202e"),
    ],
)
def test_what_would_be_a_command_is_escaped(name: str, shown: str) -> None:
    assert printable(name) == shown
