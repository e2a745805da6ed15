"""What all Dockerfiles of a context take: texts and a tree in, claims out."""

from __future__ import annotations

from pathlib import Path

from ctxsize.context.disk import DiskSource
from ctxsize.fix.claims import Claims, read_claims
from tests.fix.fixing import tree


def claimed(root: Path, *texts: str) -> tuple[Claims, list[str]]:
    tree(root, {"src/a": "", "lib/b": "", "link/c": ""})
    return read_claims(
        [(f"{n}.Dockerfile", text.encode()) for n, text in enumerate(texts)], DiskSource(str(root)), {}, None
    )


def test_every_stage_of_every_file_counts_and_an_unreadable_one_is_told(tmp_path: Path) -> None:
    claims, unread = claimed(
        tmp_path,
        "FROM a AS one\nCOPY src /\nFROM b\nRUN --mount=source=lib,target=/x true\n",
        "FROM a\nCOPY later /\n",
        "?\n",
    )
    assert [one.pattern.text for one in claims.claims] == ["src", "lib", "later"]
    assert claims.places == {
        "src": "0.Dockerfile:2 takes it: COPY src",
        "lib": "0.Dockerfile:4 takes it: RUN --mount lib",
    }
    assert unread == ["2.Dockerfile"]


def test_an_instruction_that_takes_everything_is_told_and_claims_nothing(tmp_path: Path) -> None:
    claims, _ = claimed(tmp_path, "FROM a\nCOPY . /\n")
    assert (claims.whole, claims.claims) == (["0.Dockerfile:2: COPY ."], [])
