"""Everyday command lines are read without Typer, and mean what they mean to Typer."""

from __future__ import annotations

from typing import Any

import pytest
import typer
from hypothesis import example, given
from hypothesis import strategies as st

from ctxsize.cli import command, fast_parser
from ctxsize.cli.options import OPTIONS, PRINTING, Options
from ctxsize.errors import UsageError

SPELLINGS = [name for option in OPTIONS.values() for name in (*option.names, *((option.off,) if option.off else ()))]
VALUES = [
    *(".", "", "-", "--", "a", "a=b", "a,b", "7", "07", "-1", "٣", "1e3", " 7", "50MB", "json", "JSON", "text"),
    *("legacy", "buildkit", "always", "allow", "gitignore", "rules", "never", "error", "\udcff", "x y", "-x", "--x"),
]
words = st.one_of(
    st.sampled_from(SPELLINGS),
    st.sampled_from(VALUES),
    st.builds("{}={}".format, st.sampled_from(SPELLINGS), st.sampled_from(VALUES)),
    st.sampled_from(["--help", "-h", "--version", "--rule", "-lq", "-fx", "--fil", "--no-list", "--nope"]),
)


class Read(Exception):  # noqa: N818 (it carries what was read out of Typer)
    """What the command was called with."""

    def __init__(self, asked: Options) -> None:
        """Keep it."""
        super().__init__()
        self.asked = asked


def read_by_typer(arguments: list[str]) -> Options | str | None:
    """Return what Typer makes of the words, or why they are refused; ``None`` where it does not call the command."""

    def caught(asked: Options) -> int:
        raise Read(asked)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "run", caught)
        try:
            command.app(arguments, standalone_mode=False)
        except Read as read:
            return read.asked
        except UsageError as error:
            return str(error)
        except Exception:  # noqa: BLE001 (whatever it says of a mistake)
            return None
    return None


def read_without_typer(arguments: list[str]) -> Options | str | None:
    """Return what is made of the words without it, or why they are refused; ``None`` where they are left to it."""
    try:
        return fast_parser.parse(arguments)
    except UsageError as error:
        return str(error)


@given(st.lists(words, max_size=6))
@example(["--format", "json", "-o", "a", "--format=text", "."])
@example(["--build-arg", "A=1", "--build-arg", "B", "--why", "x", "--top", "3", "--no-progress", "--progress"])
def test_what_is_read_means_the_same_to_typer(arguments: list[str]) -> None:
    read = read_without_typer(arguments)
    if read is not None:
        assert read == read_by_typer(arguments)


@pytest.mark.parametrize("option", SPELLINGS)
def test_every_option_is_an_everyday_one(option: str) -> None:
    for value in ([], ["7"], ["json"], ["legacy"], ["always"], ["allow"], ["rules"], ["never"], ["docker"], ["less"]):
        read = read_without_typer([option, *value, "somewhere"])
        if read is not None:
            assert read == read_by_typer([option, *value, "somewhere"])
            return
    pytest.fail("it is not read")


@pytest.mark.parametrize(
    "word", ["--help", "-h", "--version", "--rule", "--json-schema", "--fil", "-lq", "--", "--list=1"]
)
def test_what_only_typer_knows_is_left_to_it(word: str) -> None:
    assert fast_parser.parse([word]) is None


def test_no_option_is_forgotten() -> None:
    params: list[Any] = typer.main.get_command(command.app).params
    known = {name for param in params for name in (*param.opts, *param.secondary_opts)}
    own = {"paths", "--install-completion", "--show-completion"}
    left_to_typer = own.union(*(option.names for option in PRINTING.values()))
    assert known - left_to_typer == set(SPELLINGS)


def test_the_order_of_outputs_is_kept() -> None:
    read = fast_parser.parse(["-o", "a", "--format", "json", "--tidy", "--fix"])
    assert read is not None
    assert read.order == ("output", "output_format")
