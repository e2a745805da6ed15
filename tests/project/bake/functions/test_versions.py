"""``semvercmp``, which only the newest Bake has."""

from __future__ import annotations

import pytest

from tests.project.bake.expressions import REFUSED, as_json


@pytest.mark.parametrize(
    ("version", "constraint", "answer"),
    [
        ("1.2.3", ">= 1.2", "true"),
        ("1.2.3", "> 1.2", "false"),
        ("1.3.0", "> 1.2", "true"),
        ("v1.2", "= 1.2.0", "true"),
        ("1.2.9", "~1.2.3", "true"),
        ("1.3.0", "~1.2.3", "false"),
        ("1.9.0", "^1.2.3", "true"),
        ("2.0.0", "^1.2.3", "false"),
        ("0.2.9", "^0.2.3", "true"),
        ("0.3.0", "^0.2.3", "false"),
        ("1.2.3", "1.x", "true"),
        ("2.0.0", "1.x || 2.x", "true"),
        ("1.5.0", ">= 1.2, < 2", "true"),
        ("2.4.5", "1.2 - 2.4", "true"),
        ("1.2.3", "!= 1.2.3", "false"),
        ("1.2.3-beta.1", ">= 1.2", "false"),
        ("1.2.3-beta.2", ">= 1.2.3-beta.1", "true"),
        ("1.2", "*", "true"),
        ("x", ">= 1", REFUSED),
        ("1.2.3", ">> 1", REFUSED),
    ],
)
def test_a_version_and_a_constraint(version: str, constraint: str, answer: str) -> None:
    assert as_json(f'semvercmp("{version}", "{constraint}")') == answer
