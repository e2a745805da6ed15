"""What is known of files that hold secrets is found by their names."""

from __future__ import annotations

from ctxsize.rules.catalogue import catalogue


def test_what_is_known_of_secrets_is_found_by_name() -> None:
    assert [file.what for file in catalogue().called("a/.npmrc")] == ["an npm registry token"]
    assert catalogue().called("a/.env.example") == ()
    assert catalogue().called("main.c") == ()
