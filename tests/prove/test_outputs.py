"""What steps print, token by token."""

from __future__ import annotations

import pytest

from ctxsize.prove.outputs import compare_logs, differing, learn


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("done\n", "done\n", "done\n"),
        ("Ran 3 tests in 0.001s\n", "Ran 3 tests in 0.002s\n", "Ran 3 tests in 1.7s\n"),
        ("added 4 packages in 523ms\n", "added 4 packages in 600ms\n", "added 4 packages in 2s\n"),
        ("building /tmp/pip-a1/x\n", "building /tmp/pip-b2/x\n", "building /tmp/pip-c3/x\n"),
        ("a\nb\n", "b\na\n", "a\nb\n"),
        ("\x1b[32mok\x1b[0m\n", "ok\n", "ok\n"),
        ("10%\r20%\rdone\n", "10%\r20%\rdone\n", "10%\r20%\rdone\n"),
    ],
)
def test_what_differs_by_itself_is_no_difference(first: str, second: str, third: str) -> None:
    assert differing(learn(first, second), third) is None


@pytest.mark.parametrize(
    ("first", "second", "third", "expected"),
    [
        (
            "Ran 1 test in 0.001s\n",
            "Ran 1 test in 0.002s\n",
            "Ran 0 tests in 0.000s\n",
            ("Ran 1 test in TIME", "Ran 0 tests in TIME"),
        ),
        ("a\n", "a\n", "a\nwarning\n", ("", "warning")),
        ("a\nb\n", "a\nb\n", "a\n", ("b", "")),
        ("x /tmp/a1\n", "x /tmp/b2\n", "x /tmp/c3\nx /tmp/d4\n", ("", "x /tmp/d4")),
        ("id one\nRan 2\n", "another thing altogether\nRan 2\n", "whatever\nRan 0\n", ("Ran 2", "Ran 0")),
    ],
)
def test_what_says_something_else_is_one(first: str, second: str, third: str, expected: tuple[str, str]) -> None:
    assert differing(learn(first, second), third) == expected


def test_a_step_of_which_two_builds_print_unlike_lines_is_held_to_what_they_share() -> None:
    printed = learn("one\nRan 2\n", "another thing altogether\nRan 2\nmore\n")
    assert printed.loose
    assert differing(printed, "something\nRan 2\n") is None
    found = differing(printed, "something\nRan 0\n")
    assert found is not None
    assert found[0] == "Ran 2"


def test_the_first_step_that_differs_is_named() -> None:
    expected = {"b\0RUN a": learn("1\n", "1\n"), "b\0RUN b": learn("2\n", "2\n")}
    assert compare_logs(expected, {"b\0RUN a": "1\n", "b\0RUN b": "3\n"}) == ("b\0RUN b", ("2", "3"))
    assert compare_logs(expected, {"b\0RUN a": "1\n"}) is None
