"""Two results of a build: what is noise, what is explained by excluded files, and what is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctxsize.prove.archive import ImageEntry
from ctxsize.prove.compare import Noise, compare, noise_of, too_noisy
from tests.prove.world import entry

BASE = {"out": entry(kind="directory"), "out/a": entry("a"), "out/b": entry("b")}


def digest(path: str) -> str | None:
    return entry(path.rpartition("/")[2]).digest


def test_the_same_is_the_same() -> None:
    assert compare(BASE, dict(BASE), Noise(), {}, digest).none


def test_a_changed_mode_is_a_difference() -> None:
    after = {**BASE, "out/a": BASE["out/a"].replace(mode=0o755)}
    assert compare(BASE, after, Noise(), {}, digest).unexplained == ("out/a",)


def test_a_new_path_is_never_explained() -> None:
    after = {**BASE, "out/c": entry("c")}
    assert compare(BASE, after, Noise(), {"c": 1}, digest).unexplained == ("out/c",)


def test_a_lost_copy_of_an_excluded_file_is_explained_by_it() -> None:
    before = {**BASE, "app/docs/guide": entry("guide")}
    found = compare(before, BASE, Noise(), {"docs/guide": 5, "other/guide": 5}, digest)
    assert [(loss.path, loss.file) for loss in found.losses] == [("app/docs/guide", "docs/guide")]
    assert found.unexplained == ()


def test_a_lost_file_of_the_same_name_and_another_content_is_not_explained() -> None:
    before = {**BASE, "app/guide": entry("other")}
    assert compare(before, BASE, Noise(), {"docs/guide": 5}, digest).unexplained == ("app/guide",)


def test_empty_directories_inside_of_a_lost_copy_are_explained() -> None:
    directory = entry(kind="directory")
    before = {**BASE, "w/.git": directory, "w/.git/HEAD": entry("HEAD"), "w/.git/branches": directory}
    found = compare(before, BASE, Noise(), {".git/HEAD": 4}, digest)
    assert {loss.path for loss in found.losses} == {"w/.git", "w/.git/HEAD", "w/.git/branches"}
    assert found.unexplained == ()


def test_a_lost_link_is_explained_by_where_it_leads() -> None:
    before = {**BASE, "w/l": ImageEntry(kind="link", mode=0o777, uid=0, gid=0, link="to", size=0, digest="")}
    assert compare(before, BASE, Noise(), {"l": 0}, lambda _: "to").unexplained == ()
    assert compare(before, BASE, Noise(), {"l": 0}, lambda _: "elsewhere").unexplained == ("w/l",)


def test_what_differs_between_two_baselines_is_noise() -> None:
    second = {**BASE, "out/b": entry("B")}
    noise = noise_of(BASE, second)
    assert noise.shown == ("out/b",)
    assert compare(second, {**BASE, "out/b": entry("third")}, noise, {}, digest).none
    assert compare(second, {**BASE, "out/a": entry("x")}, noise, {}, digest).unexplained == ("out/a",)


def test_names_drawn_by_lot_are_noise_as_long_as_they_are_as_many() -> None:
    first, second, third = ({**BASE, f"t/{name}": entry(name)} for name in ("x1", "x2", "x3"))
    noise = noise_of(first, second)
    assert noise.shown == ("t/*",)
    assert compare(second, third, noise, {}, digest).none
    assert not compare(second, {**third, "t/x4": entry("x4")}, noise, {}, digest).none


def test_a_few_noisy_files_are_fine_and_many_are_not() -> None:
    made = [f"f{number}" for number in range(100)]
    assert too_noisy(Noise(), made) is None
    assert too_noisy(Noise(paths=frozenset(made[:5])), made) is None
    assert (
        too_noisy(Noise(paths=frozenset(made[:6])), made)
        == "6 of 100 files that the build makes differ from build to build"
    )
    assert "nothing to compare" in (too_noisy(Noise(paths=frozenset({"f0"})), ["f0"]) or "")


trees = st.dictionaries(st.sampled_from(["a", "b/c", "b/d", "e"]), st.sampled_from(["1", "2"]).map(entry))


@given(trees, trees)
def test_whatever_differs_is_found(before: dict[str, ImageEntry], after: dict[str, ImageEntry]) -> None:
    found = compare(before, after, Noise(), {}, digest)
    assert found.none == (before == after)
    assert set(found.unexplained) == {
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    }


@given(trees, trees)
def test_two_baselines_never_blame_each_other(first: dict[str, ImageEntry], second: dict[str, ImageEntry]) -> None:
    assert compare(first, second, noise_of(first, second), {}, digest).none
