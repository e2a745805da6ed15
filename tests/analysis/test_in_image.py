"""What of a stage reaches the image."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.test_instructions import taken

BUILD = "FROM alpine AS build\nWORKDIR /app\n"


@pytest.mark.parametrize(
    ("dockerfile", "answer", "lines"),
    [
        ("FROM scratch\nCOPY a /a\n", "all", ()),
        ("FROM scratch AS base\nCOPY a /a\nFROM base\n", "all", ()),
        (f"{BUILD}COPY a .\nFROM scratch\nCOPY --from=build /app /\n", "all", (5,)),
        (f"{BUILD}COPY a ./src\nFROM scratch\nCOPY --from=build /app /\n", "all", (5,)),
        (f"{BUILD}COPY a .\nFROM scratch\nCOPY --from=build /app/deep /\n", "part", (5,)),
        (f"{BUILD}COPY a .\nFROM scratch\nCOPY --from=build --exclude=*.md /app /\n", "part", (5,)),
        (f"{BUILD}COPY a .\nRUN make\nFROM scratch\nCOPY --from=build /app/made /\n", "made", (6,)),
        (f"{BUILD}COPY a .\nFROM scratch\nCOPY --from=build /usr/share /\n", "none", ()),
        (f"{BUILD}COPY b.txt c.tar.gz .\nFROM scratch\nCOPY --from=build /app/b.txt /\n", "part", (5,)),
        (f"{BUILD}COPY b.txt .\nFROM scratch\nCOPY --from=build /app/b.txt /x/\n", "all", (5,)),
        (f"{BUILD}COPY b.txt .\nFROM scratch\nCOPY --from=build /app/*.txt /x/\n", "all", (5,)),
        (f"{BUILD}COPY b.txt .\nFROM scratch\nCOPY --from=build /app/*.md /x/\n", "none", ()),
        ("FROM alpine AS build\nCOPY a app\nFROM scratch\nCOPY --from=build /app /\n", "unknown", (4,)),
        ("FROM alpine AS build\nCOPY a app\nFROM scratch\nCOPY --from=build / /\n", "all", (4,)),
        (
            f"{BUILD}COPY a .\nFROM scratch AS mid\nCOPY --from=build /app/deep /x/\nFROM scratch\nCOPY --from=mid /x /\n",
            "part",
            (5, 7),
        ),
        (
            f"{BUILD}COPY a .\nFROM build AS more\nRUN make\nFROM scratch\nCOPY --from=more /app /\n",
            "all",
            (7,),
        ),
        (f"{BUILD}RUN --mount=type=bind,target=/src make\nFROM scratch\nCOPY --from=build /out /\n", "made", (5,)),
    ],
)
def test_what_reaches_the_image(tmp_path: Path, dockerfile: str, answer: str, lines: tuple[int, ...]) -> None:
    first = taken(tmp_path, dockerfile)[0]
    assert (first.in_image, first.through) == (answer, lines)
