"""A Dockerfile's text asked for what it takes, or for why it is refused: what the tests of its stages share."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import Usage, usage
from ctxsize.errors import DockerfileError


def used(text: str, **options: object) -> Usage:
    """Return what the target of a Dockerfile uses."""
    return usage(parse(text.encode()), **options)  # type: ignore[arg-type]


def taken(text: str, **options: object) -> list[str]:
    """Return the paths that the target takes from the main context."""
    return [source.path for source in used(text, **options).sources if source.context is None and source.asked]


def refusal(text: str, **options: object) -> str:
    """Return why a Dockerfile is refused."""
    with pytest.raises(DockerfileError) as caught:
        used(text, **options)
    return str(caught.value)
