"""What is known of what a build seldom needs, by names."""

from __future__ import annotations

import pytest

from ctxsize.rules import RULES
from ctxsize.rules.cruft import catalogue


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        (".git", "version-control"),
        ("node_modules", "dependency-folder"),
        (".ds_store", "system-file"),
        ("debug.log", "log"),
        ("main.c", None),
    ],
)
def test_a_name_tells_the_kind(name: str, rule: str | None) -> None:
    rules = {kind.rule for kind in catalogue().called(name)}
    assert (rule in rules) if rule else not rules


def test_each_kind_belongs_to_a_rule_and_is_found_by_each_of_its_names() -> None:
    names = {rule.name for rule in RULES}
    for number, kind in enumerate(catalogue().kinds):
        assert kind.rule in names
        for glob in kind.globs:
            name = glob.rstrip("/").rpartition("/")[2].replace("*", "x").replace("?", "x").lower()
            if "[" not in name:
                assert number in catalogue().by_name.numbers(name), glob


def test_the_glob_that_found_a_path_is_told_without_its_slash() -> None:
    kind = next(kind for kind in catalogue().kinds if "vendor/bundle/" in kind.globs)
    assert kind.glob("deep/vendor/bundle") == "vendor/bundle"
