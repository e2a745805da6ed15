"""Functions on times, as Bake answers."""

from __future__ import annotations

import pytest

from tests.project.bake.expressions import REFUSED, as_json, value

RECORDED = [
    ('formatdate("YYYY-MM-DD hh:mm:ss", "2024-02-03T04:05:06Z")', '"2024-02-03 04:05:06"'),
    ('formatdate("YY M D h m s H HH AA aa", "2024-02-03T14:05:06Z")', '"24 2 3 14 5 6 2 02 PM pm"'),
    ('formatdate("MMM MMMM EEE EEEE", "2024-02-03T04:05:06Z")', '"Feb February Sat Saturday"'),
    ('formatdate("Z ZZZ ZZZZ ZZZZZ", "2024-02-03T04:05:06Z")', '"Z UTC +0000 +00:00"'),
    ('formatdate("Z ZZZ ZZZZ ZZZZZ", "2024-02-03T04:05:06-07:30")', '"-07:30 -0730 -0730 -07:30"'),
    ("formatdate(\"'it''s' DD\", \"2024-02-03T04:05:06Z\")", '"it\'s 03"'),
    ('formatdate("\'x", "2024-02-03T04:05:06Z")', "refused"),
    ('formatdate("YYY", "2024-02-03T04:05:06Z")', "refused"),
    ('formatdate("X", "2024-02-03T04:05:06Z")', "refused"),
    ('formatdate("DD", "2023-02-29T00:00:00Z")', "refused"),
    ('formatdate("DD", "2024-02-03 04:05:06Z")', "refused"),
    ('timeadd("2024-02-03T04:05:06Z", "24h")', '"2024-02-04T04:05:06Z"'),
    ('timeadd("2024-12-31T23:59:59.9+01:00", "1s500ms")', '"2025-01-01T00:00:01+01:00"'),
    ('timeadd("2024-02-03T04:05:06Z", "-1.5h")', '"2024-02-03T02:35:06Z"'),
    ('timeadd("2024-02-03T04:05:06Z", "1d")', "refused"),
    ('timeadd("9999-12-31T23:59:59Z", "1s")', '"10000-01-01T00:00:00Z"'),
    ('timeadd("2024-02-03T04:05:06Z", "0")', '"2024-02-03T04:05:06Z"'),
]


@pytest.mark.parametrize(("expression", "answer"), RECORDED, ids=[expression for expression, _ in RECORDED])
def test_bake_answers_the_same(expression: str, answer: str) -> None:
    assert as_json(expression) == answer


# Only the newest Bake has these.
@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ('formattimestamp("YYYY-MM-DD", "2024-02-03T04:05:06Z")', '"2024-02-03"'),
        ('formattimestamp("YYYY-MM-DD hh:mm:ss", 1700000000)', '"2023-11-14 22:13:20"'),
        ('formattimestamp("X", "2024-02-03T04:05:06Z")', '"1706933106"'),
        ('formattimestamp("X", true)', REFUSED),
        ("unixtimestampparse(1700000000).rfc3339", '"2023-11-14T22:13:20Z"'),
        ("unixtimestampparse(1704067199).iso_week", "52"),
        ("unixtimestampparse(-1).weekday_name", '"Wednesday"'),
        ("unixtimestampparse(1.5)", REFUSED),
    ],
)
def test_unix_times(expression: str, answer: str) -> None:
    assert as_json(expression) == answer


def test_the_time_of_the_build_is_unknown() -> None:
    assert not value("timestamp()").is_known
    assert not value('formatdate("YYYY", timestamp())').is_known
