"""What a build asks of its contexts: the request for the main one is found among the others."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.sources import ContextRequest
from tests.dockerfile.asking import used


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("FROM scratch\nCOPY b a /\n", ContextRequest(context=None, paths=("a", "b"))),
        ("FROM scratch\nCOPY . /\n", ContextRequest(context=None, paths=None)),
        ("FROM scratch\n", None),
        ("FROM scratch\nCOPY --from=lib a /\n", None),
    ],
)
def test_the_main_request_is_that_without_a_name(text: str, main: ContextRequest | None) -> None:
    assert used(text, named_contexts=["lib"]).main == main
