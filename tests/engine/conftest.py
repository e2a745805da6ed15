"""The engine that live tests ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.debian import EngineUnavailableError
from tests.engine.engine import Engine, engine


@pytest.fixture(scope="session")
def docker() -> Iterator[Engine]:
    """Give the engine at hand, or one that is gone when the tests end; without either the run ends and says why."""
    try:
        with engine() as found:
            yield found
    except EngineUnavailableError as error:
        pytest.exit(f"No engine: {error}", returncode=3)
