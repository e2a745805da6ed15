"""The author's own mistakes: the certain ones are mended in place, the others by ``--tidy`` alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build.request import Request
from ctxsize.fix.block import FixOptions, split
from ctxsize.fix.plan import propose
from ctxsize.fix.proposal import Proposal
from tests.fix.fixing import tree
from tests.rules.made_up import private_key

FILES = {"dist/a": "", "logs/b": "", "tmp/c": "", "src/main": ""}
SAFE = FixOptions()
TIDY = FixOptions(tidy=True)


def proposed(root: Path, ignore: str, orders: FixOptions = SAFE, more: dict[str, str] | None = None) -> Proposal:
    tree(root, {**FILES, ".dockerignore": ignore, **(more or {})})
    request = Request.of(str(root), "buildkit", None, None, None, None)
    found = propose(request, orders)
    (root / ".dockerignore").write_bytes(found.new)
    again = propose(request, orders)
    if not orders.tidy:
        assert again.new == found.new
    return found


def authors(found: Proposal) -> list[str]:
    return [line for line in split(found.new).users.decode().splitlines() if line]


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("dist # made by the image", ["# made by the image", "dist"]),
        ("dist/   #made", ["#made", "dist/"]),
        ('"dist"', ["dist"]),
        ("'dist/'", ["dist/"]),
        ("{dist,logs}", ["dist", "logs"]),
        ("dist/*.{js,map}", ["dist/*.{js,map}"]),  # nothing of the kind is there
        ("// generated", ["# generated"]),
        ("-- generated", ["# generated"]),
        ("dist", ["dist"]),
        ("dist#1", ["dist#1"]),
        ("!dist # keep", ["!dist # keep"]),  # would let something in
        ("dist logs", ["dist logs"]),
        ("DIST", ["DIST"]),
    ],
)
def test_a_line_that_can_mean_one_thing_says_it(root: Path, line: str, mended: list[str]) -> None:
    assert authors(proposed(root, f"tmp\n{line}\nother\n")) == ["tmp", *mended, "other"]


def test_it_stays_where_a_build_needs_what_it_would_take(root: Path) -> None:
    found = proposed(root, "dist # made\n", more={"Dockerfile": "FROM a\nCOPY . /\nCOPY dist/a /b\n"})
    assert authors(found) == ["dist # made"]
    assert any("stays as it is: Dockerfile:3 takes 'dist/a'" in remark for remark in found.remarks)


def test_line_ends_stay(root: Path) -> None:
    tree(root, FILES)
    (root / ".dockerignore").write_bytes(b"dist # made\r\ntmp\r\n")
    found = propose(Request.of(str(root), "buildkit", None, None, None, None), SAFE)
    assert split(found.new).users.startswith(b"# made\r\ndist\r\ntmp\r\n")


def test_an_exception_that_a_later_line_overrules_is_moved_by_tidy_alone(root: Path) -> None:
    text = "!dist/keep\ndist/*\ntmp\n"
    found = proposed(root, text, SAFE, {"dist/keep": ""})
    assert authors(found) == ["!dist/keep", "dist/*", "tmp"]
    assert "One of your lines has no effect (line 1): --tidy puts that right." in found.remarks
    tidied = proposed(root, text, TIDY, {"dist/keep": ""})
    assert authors(tidied) == ["dist/*", "!dist/keep", "tmp"]


def test_it_is_not_moved_where_that_lets_in_a_secret(root: Path) -> None:
    tidied = proposed(root, "!keys/a.pem\nkeys/*\n", TIDY, {"keys/a.pem": private_key("RSA")})
    assert authors(tidied) == ["!keys/a.pem", "keys/*"]
    assert any("a secret would be received" in remark for remark in tidied.remarks)


def test_of_a_template_the_exception_goes_that_opens_the_directory(root: Path) -> None:
    text = "/work/*\n!/work/.keep\n/work/storage/*\n!/work/storage/\n!/work/storage/.keep\n"
    tidied = proposed(root, text, TIDY, {"work/storage/upload": "x" * 50, "work/storage/.keep": "", "work/.keep": ""})
    assert authors(tidied) == ["/work/*", "!/work/.keep", "/work/storage/*", "!/work/storage/.keep"]


def test_superfluous_lines_go_with_tidy_alone(root: Path) -> None:
    assert authors(proposed(root, "tmp\n**/tmp\n")) == ["tmp", "**/tmp"]
    assert authors(proposed(root, "tmp\n**/tmp\n", TIDY)) == ["**/tmp"]
