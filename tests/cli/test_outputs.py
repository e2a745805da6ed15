"""Which report goes where."""

from __future__ import annotations

import pytest

from ctxsize.cli.options import Format
from ctxsize.cli.outputs import Output, page_address, pair
from ctxsize.errors import UsageError

JSON, TEXT = Format.JSON, Format.TEXT


def paired(*given: str) -> tuple[Output, ...]:
    """Pair options given as `json` and `-o FILE`, in this order."""
    order = ["output" if word.startswith("-o ") else "output_format" for word in given]
    formats = [Format(word) for word in given if not word.startswith("-o ")]
    return pair(order, formats, [word[3:] for word in given if word.startswith("-o ")])


@pytest.mark.parametrize(
    ("given", "outputs"),
    [
        ([], [Output(format=TEXT)]),
        (["json"], [Output(format=JSON)]),
        (["json", "-o a"], [Output(format=JSON, file="a")]),
        (["-o a", "json"], [Output(format=JSON, file="a")]),
        (["text", "json", "-o a"], [Output(format=TEXT), Output(format=JSON, file="a")]),
        (["json", "-o a", "text"], [Output(format=JSON, file="a"), Output(format=TEXT)]),
        (["json", "-o a", "text", "-o b"], [Output(format=JSON, file="a"), Output(format=TEXT, file="b")]),
        (["-o a", "json", "-o b", "text"], [Output(format=JSON, file="a"), Output(format=TEXT, file="b")]),
        (["json", "-o -"], [Output(format=JSON)]),
    ],
)
def test_each_file_belongs_to_the_format_beside_it(given: list[str], outputs: list[Output]) -> None:
    assert paired(*given) == tuple(outputs)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["-o a"], "--output 'a' has no --format of its own"),
        (["json", "-o a", "-o b"], "--output 'b' has no --format of its own"),
        (["-o a", "-o b", "json"], "--output 'a' has no --format of its own"),
        (["json", "text"], "Two reports would go to standard output"),
        (["json", "-o a", "text", "-o a"], "Two reports would go to 'a'"),
    ],
)
def test_what_can_not_be_paired_is_wrong_usage(given: list[str], words: str) -> None:
    with pytest.raises(UsageError) as refused:
        paired(*given)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({}, ""),
        (
            {
                "GITHUB_ACTIONS": "true",
                "GITHUB_SERVER_URL": "https://g",
                "GITHUB_REPOSITORY": "a/b",
                "GITHUB_RUN_ID": "7",
            },
            "https://g/a/b/actions/runs/7#artifacts",
        ),
        ({"GITHUB_ACTIONS": "true"}, ""),
        ({"GITLAB_CI": "true", "CI_JOB_URL": "https://l/j/3"}, "https://l/j/3/artifacts/browse"),
    ],
)
def test_a_page_in_a_file_has_an_address_where_ci_keeps_it(environ: dict[str, str], address: str) -> None:
    kept = Output(format=Format.HTML, file="a.html")
    assert page_address([kept], environ) == address
    assert page_address([Output(format=Format.HTML)], environ) == ""
