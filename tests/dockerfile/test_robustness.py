"""No bytes, however odd, end in anything but an answer or a refusal that speaks to a person."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.dockerfile.words.expand import expand_text, expansion, words
from ctxsize.errors import CtxsizeError
from ctxsize.golang.text import decode
from tests.dockerfile.generated import ENVIRONMENT, Generator

SOUP = st.lists(
    st.sampled_from(
        [
            *"${}'\"\\`<>#%/:?+-*= \t\r\n[],@aX0",
            "FROM ",
            "COPY ",
            "RUN ",
            "ENV ",
            "--mount=",
            "--from=",
            "<<E",
            "\nE\n",
            "é",
            "\udcff",
        ]
    ),
    max_size=60,
).map("".join)


def read(data: bytes, **options: object) -> None:
    try:
        usage(parse(data), **options)  # type: ignore[arg-type]
    except CtxsizeError as error:
        assert str(error).startswith("Dockerfile")  # noqa: PT017 - either way is good
        assert str(error).endswith((".", "?"))  # noqa: PT017


@given(st.binary(max_size=300))
def test_arbitrary_bytes(data: bytes) -> None:
    read(data)
    read(b"FROM scratch\n" + data)


KEYWORDS = (
    "COPY",
    "RUN --mount=",
    "ENV",
    "ONBUILD",
    "HEALTHCHECK",
    "EXPOSE",
    "ADD --chmod=",
    "FROM",
    "ARG",
    "STOPSIGNAL",
)


@given(st.sampled_from(KEYWORDS), st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_arbitrary_text_in_an_instruction(keyword: str, text: str) -> None:
    read(f"FROM scratch\n{keyword} {text}\nFROM 0\n".encode("utf-8", "surrogateescape"))


@given(SOUP, st.sampled_from("\\`"))
def test_soup_of_what_the_language_knows(text: str, escape: str) -> None:
    read(f"# escape={escape}\n{text}".encode("utf-8", "surrogateescape"))
    read(f"FROM a AS b\n{text}\nFROM b".encode("utf-8", "surrogateescape"), build_args={"X": text}, target="b")
    for reading in (
        lambda: expansion(text, ENVIRONMENT, escape),
        lambda: expand_text(text, ENVIRONMENT),
        lambda: words(text, {}, escape, raw_quotes=True, raw_escapes=True, keep_unset=True),
    ):
        try:
            reading()
        except CtxsizeError as error:
            assert "cannot be read" in str(error)  # noqa: PT017


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(0, 2**32), st.binary(max_size=4))
def test_changed_dockerfiles(seed: int, place: int, bytes_: bytes) -> None:
    build = Generator(seed, oddity=0.05).build()
    at = place % (len(build.data) + 1)
    data = build.data[:at] + bytes_ + build.data[at + 1 :]
    read(data, target=build.target, build_args=build.build_args, named_contexts=build.named_contexts)
    assert decode(data).encode("utf-8", "surrogateescape") == data
