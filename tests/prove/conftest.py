"""The engine that live proofs build with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.debian import EngineUnavailableError
from tests.prove.room import ProvingEngine, proving_engine


@pytest.fixture(scope="session")
def docker() -> Iterator[ProvingEngine]:
    """Give an engine of its own, which is gone when the tests end; without one the run ends and says why."""
    try:
        with proving_engine() as found:
            yield found
    except EngineUnavailableError as error:
        pytest.exit(f"No engine: {error}", returncode=3)
