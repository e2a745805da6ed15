"""Links followed as if the context were the whole world."""

from __future__ import annotations

import pytest

from ctxsize.context.links import follow

LINKS = {
    "link": "real",
    "chain": "link",
    "loop": "loop",
    "up": "../../etc",
    "away": "/etc/x",
    "dir/in": "../real/sub",
    "ring": "ring2",
    "ring2": "ring",
    "dot": "./real/.",
}


@pytest.mark.parametrize(
    ("path", "place", "links"),
    [
        ("plain/a", "plain/a", ()),
        ("link/a", "real/a", ("link",)),
        ("chain", "real", ("chain", "link")),
        ("up/passwd", "etc/passwd", ("up",)),
        ("away", "etc/x", ("away",)),
        ("dir/in/a", "real/sub/a", ("dir/in",)),
        ("dot/a", "real/a", ("dot",)),
        ("link/../a", "a", ("link",)),
        ("", "", ()),
    ],
)
def test_a_path_leads_to_a_place_of_the_context(path: str, place: str, links: tuple[str, ...]) -> None:
    assert follow(LINKS.get, path) == (place, links)


@pytest.mark.parametrize("path", ["loop", "ring/a"])
def test_a_loop_leads_nowhere(path: str) -> None:
    assert follow(LINKS.get, path)[0] is None
