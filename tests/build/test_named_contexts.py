"""Named contexts as a user gives them: a name and a place in, what it is out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build.named_contexts import named_contexts
from ctxsize.dockerfile.engine import newest
from ctxsize.errors import UsageError


def test_a_local_one_has_a_root_and_others_have_none(tmp_path: Path) -> None:
    found = named_contexts(
        {
            "lib": str(tmp_path),
            "image": "docker-image://debian",
            "url": "https://example.org/a.tar",
            "git": "https://example.org/a.git",
        },
        newest(),
    )
    assert [one.root for one in found] == [str(tmp_path.resolve()), None, None, None]


def test_of_two_for_one_name_the_later_counts(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (one,) = named_contexts({"lib": str(tmp_path), "lib:latest": str(tmp_path / "b")}, newest())
    assert one.root == str(tmp_path.resolve() / "b")


@pytest.mark.parametrize(
    ("name", "place", "words"),
    [("UPPER", ".", "UPPER"), ("lib", "nope", "'nope' does not exist"), ("lib", "", "does not exist")],
)
def test_what_docker_s_client_refuses_is_refused(name: str, place: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        named_contexts({name: place}, newest())
