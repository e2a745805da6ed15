"""Lines meet places: by what they may match, there or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxsize.ignore.parse import pattern_of
from ctxsize.needs.overlap import Overlap, overlap

AWAY, WITHIN, NONE = Overlap.TAKES_AWAY, Overlap.WITHIN, Overlap.NONE
CASES = [
    ("models", "models", AWAY),
    ("models/*.pt", "models", WITHIN),
    ("models/**/*.pt", "models", WITHIN),
    ("**/*.pt", "models", WITHIN),
    ("**/*.pt", "models/v1.pt", AWAY),
    ("*.pt", "models/v1.pt", NONE),
    ("*.pt", "v1.pt", AWAY),
    ("mod*", "models/v1.pt", AWAY),
    ("**/models", "a/models", AWAY),
    ("**/models", "models", AWAY),
    ("weights", "models", NONE),
    ("models/v2.pt", "models/v1.pt", NONE),
    ("**", "a/b", AWAY),
    ("a/**", "a", WITHIN),
    ("a/**", "a/b/c", AWAY),
    ("a/*", "a/b/c", AWAY),
    ("*.lock", "*.json", NONE),
    ("*.lock", "yarn.*", AWAY),
    ("package*.json", "package-lock.json*", AWAY),
    ("src/[a-c]*", "src/b", AWAY),
    ("src/[a-c]*", "src/x", NONE),
]


@pytest.mark.parametrize(("pattern", "place", "expected"), CASES, ids=[f"{one[0]} {one[1]}" for one in CASES])
def test_how_a_line_meets_a_place(pattern: str, place: str, expected: Overlap) -> None:
    assert overlap(pattern, place) is expected


PARTS = st.sampled_from(["a", "b", "*", "**", "a*", "*.x", "b.x", "?"])
NAMES = st.sampled_from(["a", "b", "ab", "b.x", "a.x"])


@given(st.lists(PARTS, min_size=1, max_size=4), st.lists(NAMES, min_size=1, max_size=4))
def test_what_docker_excludes_is_taken_away(parts: list[str], names: list[str]) -> None:
    pattern = pattern_of("/".join(parts))
    assert pattern is not None
    places = ["/".join(names[:length]) for length in range(1, len(names) + 1)]
    if any(pattern.matches(place) for place in places):
        assert overlap(pattern.text, places[-1]) is AWAY
