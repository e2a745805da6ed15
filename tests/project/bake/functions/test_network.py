"""Functions on networks, as Bake answers."""

from __future__ import annotations

import pytest

from tests.project.bake.expressions import as_json

RECORDED = [
    ('cidrhost("10.0.0.0/8", 5)', '"10.0.0.5"'),
    ('cidrhost("10.0.0.0/8", -1)', '"10.255.255.255"'),
    ('cidrhost("10.0.0.0/30", 4)', "refused"),
    ('cidrhost("fd00::/64", 5)', '"fd00::5"'),
    ('cidrnetmask("10.0.0.0/12")', '"255.240.0.0"'),
    ('cidrnetmask("fd00::/64")', '"ffff:ffff:ffff:ffff::"'),
    ('cidrsubnet("10.0.0.0/8", 8, 2)', '"10.2.0.0/16"'),
    ('cidrsubnet("10.1.2.3/8", 8, 2)', '"10.2.0.0/16"'),
    ('cidrsubnet("10.0.0.0/8", 8, 256)', "refused"),
    ('cidrsubnet("10.0.0.0/8", 33, 0)', "refused"),
    ('cidrsubnets("10.0.0.0/16", 4, 8, 4)', '["10.0.0.0/20","10.0.16.0/24","10.0.32.0/20"]'),
    ('cidrsubnets("10.0.0.0/30", 1, 1, 1)', "refused"),
    ('cidrsubnets("10.0.0.0/8")', "[]"),
    ('cidrhost("10.0.0.0", 1)', "refused"),
    ('cidrhost("010.0.0.0/8", 1)', "refused"),
]


@pytest.mark.parametrize(("expression", "answer"), RECORDED, ids=[expression for expression, _ in RECORDED])
def test_bake_answers_the_same(expression: str, answer: str) -> None:
    assert as_json(expression) == answer
