"""Which engines answer a build otherwise, in one sentence."""

from __future__ import annotations

from ctxsize.build.engines import engines_note
from ctxsize.dockerfile.engine import OLDEST, VERSIONS, Engine, newest
from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.sources import Usage
from ctxsize.dockerfile.usage import usage

TEXT = b"FROM scratch\nCOPY --parents a /\n"


def used(text: bytes = TEXT) -> Usage:
    return usage(parse(text, engine=newest()))


def test_where_all_engines_answer_alike_nothing_is_said() -> None:
    assert engines_note(TEXT, {}, newest(), lambda _: used()) is None


def test_an_engine_that_refuses_is_named_with_its_reason() -> None:
    def use(engine: Engine) -> Usage:
        if engine.version == OLDEST:
            raise RefusalError("COPY has the unknown flag --parents")
        return used()

    assert engines_note(TEXT, {}, newest(), use) == (
        f"Docker Engine {OLDEST} refuses this build: COPY has the unknown flag --parents."
    )


def test_engines_that_receive_something_else_are_named_from_the_first_to_the_last() -> None:
    def use(engine: Engine) -> Usage:
        return used() if engine.version == newest().version else used(b"FROM scratch\nCOPY b /\n")

    note = engines_note(TEXT, {}, newest(), use)
    assert note is not None
    assert note.startswith(f"Docker Engine {VERSIONS[0]} to {VERSIONS[-2]} receives something else")


def test_without_a_word_that_engines_read_in_different_ways_nothing_is_compared() -> None:
    def never(_: Engine) -> Usage:
        raise AssertionError

    assert engines_note(b"FROM scratch\nCOPY a /\n", {}, newest(), never) is None
