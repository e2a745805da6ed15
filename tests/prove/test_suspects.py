"""Which lines a log names, and which instruction a step is of."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.prove.suspects import TriedLine, named_in, short, step_line

DOCS = TriedLine(pattern="docs", files={"docs/openapi.json": 1, "docs/img/a.png": 1})
LOCK = TriedLine(pattern="package-lock.json", files={"package-lock.json": 1})
DOCKERFILE = TriedLine(pattern="Dockerfile", files={"Dockerfile": 1})
ALL = (DOCS, LOCK, DOCKERFILE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Error: ENOENT: no such file or directory, open 'docs/openapi.json'", ("docs",)),
        ("open /app/docs/openapi.json: no such file", ("docs",)),
        ("cannot open package-lock.json", ("package-lock.json",)),
        ("missing openapi.json", ("docs",)),
        ("chdir docs/img: no such directory", ("docs",)),
        ("Dockerfile:5", ()),
        ("exit code 1", ()),
        ("src/main.go: undefined", ()),
    ],
)
def test_names_in_a_log(text: str, expected: tuple[str, ...]) -> None:
    assert named_in(text, ALL) == expected


@pytest.mark.parametrize(
    ("step", "line"),
    [
        ('RUN python3 -c "print(open("docs/d").read())"', 2),
        ("RUN make A=1", 3),
        ("RUN --mount=type=cache,target=/c,id=/c-p-1 go build", 4),
        ("RUN one && two", 5),
        ("RUN absent", None),
        ("RUN twice", None),
    ],
)
def test_the_line_of_a_step(step: str, line: int | None) -> None:
    text = (
        'FROM a\nRUN python3 -c "print(open(\\"docs/d\\").read())"\nRUN make A=${N}\n'
        "RUN --mount=type=cache,target=/c go build\nRUN one && \\\n    two\nRUN twice\nRUN twice\n"
    )
    assert step_line(parse(text.encode()), step) == line


def test_long_steps_are_cut_for_a_sentence() -> None:
    assert short("RUN  a\n b") == "RUN a b"
    assert len(short("RUN " + "x" * 100)) == 60
