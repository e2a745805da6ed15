"""Rules that are off for some paths: the syntax of .gitignore, from the configuration's directory on."""

from __future__ import annotations

import pytest

from ctxsize.rules.path_ignores import PathIgnores, check


def silences(rows: dict[str, list[str]], code: str, path: str, root: str = "/r", base: str = "/r") -> bool:
    ignores = PathIgnores(root=root, base=base, rows=tuple((pattern, tuple(codes)) for pattern, codes in rows.items()))
    return ignores.silences(code, path)


@pytest.mark.parametrize(
    ("pattern", "path", "silent"),
    [
        ("fixtures/**", "fixtures/a/.env", True),
        ("fixtures/**", "fixtures", True),
        ("fixtures/**", "a/fixtures/.env", False),
        ("**/fixtures/**", "a/fixtures/.env", True),
        ("fixtures", "a/fixtures/.env", True),
        ("fixtures", "a/fixtures", True),
        ("/fixtures", "a/fixtures", False),
        ("fixtures/", "fixtures", True),
        ("fixtures/*.env", "fixtures/a.env", True),
        ("fixtures/*.env", "fixtures/b/a.env", False),
        ("fixtures/[!a]", "fixtures/b", True),
        ("fixtures/[!a]", "fixtures/a", False),
        ("*.key", "deep/er/x.key", True),
        ("*.key", "x.keys", False),
        ("a\\ ", "a ", True),
    ],
)
def test_a_pattern_is_one_of_gitignore(pattern: str, path: str, silent: bool) -> None:
    assert silences({pattern: ["CTX2"]}, "CTX201", path) is silent


def test_only_the_rules_that_are_named_are_off() -> None:
    rows = {"fixtures/**": ["CTX2", "CTX118"]}
    assert [silences(rows, code, "fixtures/x") for code in ("CTX201", "CTX118", "CTX117", "CTX301")] == [
        *(True, True),
        *(False, False),
    ]


def test_the_last_pattern_that_matches_decides_for_each_rule() -> None:
    rows = {"fixtures/*": ["CTX1", "CTX2"], "!fixtures/live": ["CTX2"], "!fixtures/kept/": ["CTX1"]}
    assert not silences(rows, "CTX201", "fixtures/live")
    assert silences(rows, "CTX101", "fixtures/live")
    assert not silences(rows, "CTX101", "fixtures/kept")


def test_patterns_count_from_the_configuration_s_directory() -> None:
    rows = {"apps/*/fixtures/": ["CTX2"]}
    assert silences(rows, "CTX201", "fixtures/.env", root="/r/apps/web")
    assert not silences(rows, "CTX201", "fixtures/.env", root="/r/apps")
    assert silences({"/fixtures": ["CTX2"]}, "CTX201", "conf/fixtures/x", root="/r", base="/r/conf")
    assert not silences({"/fixtures": ["CTX2"]}, "CTX201", "fixtures/x", root="/r", base="/r/conf")


@pytest.mark.parametrize("pattern", ["", "# a comment", "!", " ", "a\\"])
def test_what_can_not_match_is_no_pattern(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        check(pattern)
