"""Which paths BuildKit asks for when it is asked for a source."""

from __future__ import annotations

import pytest

from ctxsize.builder.follow_links import follow_links


class Links:
    """A context of links alone."""

    def __init__(self, **targets: str) -> None:
        self.targets = {path.replace("__", "/"): target for path, target in targets.items()}

    def link_target(self, path: str) -> str | None:
        return self.targets.get(path)

    def names(self, path: str) -> list[str]:
        return sorted(self.targets) if path == "." else []


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        (["a", "a/b"], ("a",)),
        (["link"], ("link", "real")),
        (["link/x"], ("link", "real/x")),
        (["chain"], ("chain", "link", "real")),
        (["loop"], ("loop",)),
        (["*k"], ("*k", "real")),
        (["up"], None),
        (["away"], ("away", "etc/x")),
        (["a", "."], None),
        (["\\*"], ("\\*",)),
    ],
)
def test_follow_links(sources: list[str], found: tuple[str, ...] | None) -> None:
    tree = Links(link="real", chain="link", loop="loop", up="../..", away="/etc/x")
    assert follow_links(tree, sources) == found
