"""What is known as waste by its name, and by what lies beside and in it."""

from __future__ import annotations

import pytest

from ctxsize.needs.waste import catalogue, kind_of, made_by_name, wanted_names
from tests.needs.contexts import lookup


@pytest.mark.parametrize(
    ("path", "files", "rule"),
    [
        ("node_modules", {"node_modules/a/index.js": ""}, "dependency-directory"),
        ("web/node_modules", {"web/node_modules/a/index.js": ""}, "dependency-directory"),
        ("a/__pycache__", {"a/__pycache__/b.pyc": ""}, "cache"),
        (".git", {".git/HEAD": ""}, "version-control"),
        ("app.log", {"app.log": ""}, "log"),
        (".DS_Store", {".DS_Store": ""}, "system-file"),
        ("target", {"target/debug/a": "", "Cargo.toml": ""}, "build-output"),
        ("target", {"target/a": ""}, None),  # what is it, without a manifest beside it?
        ("src", {"src/a": ""}, None),
        ("node_modules.txt", {"node_modules.txt": ""}, None),
    ],
)
def test_a_path_is_known_by_its_name_and_its_surroundings(path: str, files: dict[str, str], rule: str | None) -> None:
    kind = kind_of(path, lookup(files))
    assert (None if kind is None else kind.rule) == rule


def test_what_makes_a_directory_is_known_by_its_name_alone() -> None:
    assert any("npm" in text for text in made_by_name("web/node_modules"))
    assert made_by_name("src") == []


def test_each_kind_can_be_made_and_is_found_by_its_names() -> None:
    kinds = catalogue().kinds
    assert len(kinds) > 50
    assert all(kind.rule and kind.what for kind in kinds)
    assert catalogue().called("node_modules")
    assert not catalogue().called("no such name")


def test_of_two_rows_of_one_name_the_smaller_file_is_wanted() -> None:
    rows = [{"names": ["*.iso"], "least": 100}, {"names": ["*.iso", "x/"], "least": 5}]
    assert wanted_names(rows)["*.iso"] == 5
