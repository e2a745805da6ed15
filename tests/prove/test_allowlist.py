"""What an allow-list names: directories where all in them is kept, and within git's directory nothing whose name changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctxsize.golang import paths
from ctxsize.prove.allowlist import fewest, texts, unit_of

PATHS = st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=3).map("/".join)


def without_prefixes(found: set[str]) -> set[str]:
    """Return paths of which none is a directory of another."""
    return {path for path in found if not any(other.startswith(f"{path}/") for other in found)}


def test_a_directory_stands_for_its_files_where_all_are_kept() -> None:
    assert fewest(["src/a", "src/x/b", "docs/api.json"], {"src/a", "src/x/b", "docs/api.json", "docs/guide"}) == (
        "docs/api.json",
        "src",
    )


@given(st.sets(PATHS).map(without_prefixes), st.data())
def test_what_is_named_holds_what_is_kept_and_nothing_else(everything: set[str], data: st.DataObject) -> None:
    kept = data.draw(st.sets(st.sampled_from(sorted(everything)))) if everything else set()
    named = set(fewest(kept, everything))
    held = {path for path in everything if not named.isdisjoint(paths.with_directories(path))}
    assert held == kept
    assert not any(above in named for place in named for above in paths.with_directories(place)[:-1])


def test_names_within_git_that_change_with_each_commit_are_not_named() -> None:
    assert unit_of(".git/objects/ab/cdef") == ".git/objects"
    assert unit_of("sub/.git/refs/heads/main") == "sub/.git/refs"
    assert unit_of(".git/HEAD") == ".git/HEAD"
    assert unit_of("src/deep/file") == "src/deep/file"
    assert unit_of(".git") == ".git"


def test_the_last_way_to_write_it_names_each_file() -> None:
    ways = list(texts(["src/a", "src/b"], {"src/a", "src/b"}, {"src/a", "src/b", "src/secret"}, ["src/secret"]))
    assert ways == [
        (("src",), ()),
        (("src",), ("src/secret",)),
        (("src/a", "src/b"), ()),
        (("src/a", "src/b"), ()),
    ]
