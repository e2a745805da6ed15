"""Limits: a budget and a build in, rows of PASS, FAIL and SKIP out."""

from __future__ import annotations

import pytest

from ctxsize.context.entry import Entry, Type
from ctxsize.gate.budget import CONTRIBUTORS, Budget, Contributor, Limit, MeasuredBuild, check, explained, growth

ENTRIES = (
    Entry("Dockerfile", Type.FILE, 40),
    Entry("assets", Type.DIRECTORY, 0),
    Entry("assets/logo.png", Type.FILE, 3_000_000),
    Entry("assets/film.mp4", Type.FILE, 4_000_000),
    Entry("link", Type.SYMLINK, 0),
)
BUILD = MeasuredBuild(
    dockerfile="/p/Dockerfile", target="prod", transfer_bytes=7_001_000, files=3, entries=lambda: ENTRIES
)
FIVE_MB = Limit(name="max-size", value=5_000_000, text="5MB")
NINE_MB = Limit(name="max-size", value=9_000_000, text="9MB")


def held(*limits: Limit, measured: MeasuredBuild = BUILD, scope: Budget | None = None) -> list[str]:
    """The rows of one budget as `VERDICT check: actual of limit, message`."""
    rows = check([(scope or Budget(origin="here", limits=())).replace(limits=limits)], measured)
    return [f"{row.verdict} {row.title}: {row.actual} of {row.limit}, {row.message}" for row in rows]


@pytest.mark.parametrize(
    ("limit", "row"),
    [
        (NINE_MB, "PASS max-size: 7.00MB of 9MB, "),
        (FIVE_MB, "FAIL max-size: 7.00MB of 5MB, over by 2.00MB (40.0%)"),
        (Limit(name="max-size", value=7_001_000, text="7001kB"), "PASS max-size: 7.00MB of 7001kB, "),
        (
            Limit(name="max-size", value=6 * 1024**2, text="6MiB"),
            "FAIL max-size: 6.68MiB of 6MiB, over by 692.91KiB (11.3%)",
        ),
        (Limit(name="max-size", value=0, text="0B"), "FAIL max-size: 7.00MB of 0B, over by 7.00MB"),
        (Limit(name="min-size", value=9_000_000, text="9MB"), "FAIL min-size: 7.00MB of 9MB, under by 2.00MB (22.2%)"),
        (
            Limit.of_size("min-size", "7"),
            "PASS min-size: 7.00MB of 7B, 7 without a unit is 7 bytes: write 7MB for megabytes",
        ),
        (
            Limit.of_size("max-size", "10"),
            "FAIL max-size: 7.00MB of 10B, over by 7.00MB; 10 without a unit is 10 bytes: write 10MB for megabytes",
        ),
        (Limit.of_size("max-size", "5 mb"), "FAIL max-size: 7.00MB of 5MB, over by 2.00MB (40.0%)"),
        (Limit.of_size("max-size", "7000000"), "FAIL max-size: 7,001,000B of 7,000,000B, over by 1.00kB (0.0%)"),
        (Limit(name="max-files", value=2, text="2"), "FAIL max-files: 3 of 2, over by 1 (50.0%)"),
        (Limit(name="min-files", value=3, text="3"), "PASS min-files: 3 of 3, "),
    ],
)
def test_a_limit_is_held_or_not(limit: Limit, row: str) -> None:
    assert held(limit) == [row]


def test_a_budget_for_a_path_counts_what_arrives_there() -> None:
    assert held(NINE_MB, FIVE_MB, scope=Budget(origin="here", limits=(), path="assets/**")) == [
        "PASS max-size assets/**: 7.00MB of 9MB, ",
        "FAIL max-size assets/**: 7.00MB of 5MB, over by 2.00MB (40.0%)",
    ]
    assert held(FIVE_MB, scope=Budget(origin="here", limits=(), path="**/*.png")) == [
        "PASS max-size **/*.png: 3.00MB of 5MB, "
    ]
    assert held(Limit(name="max-files", value=9, text="9"), scope=Budget(origin="here", limits=(), path="nothing")) == [
        "PASS max-files nothing: 0 of 9, "
    ]


@pytest.mark.parametrize(
    ("scope", "row"),
    [
        ({"dockerfile": "/p/Dockerfile", "shown_dockerfile": "Dockerfile"}, "FAIL max-size Dockerfile: 7.00MB of 5MB"),
        ({"target": "PROD"}, "FAIL max-size PROD: 7.00MB of 5MB"),
        ({"target": "dev"}, "SKIP max-size dev:  of 5MB, another target; checked by ctxsize --target dev"),
        (
            {"dockerfile": "/p/api.Dockerfile", "shown_dockerfile": "api.Dockerfile", "target": "prod"},
            "SKIP max-size api.Dockerfile prod:  of 5MB, another Dockerfile; checked by ctxsize -f api.Dockerfile --target prod",
        ),
        ({"service": "web"}, "SKIP max-size web:  of 5MB, another build; checked by ctxsize --service web"),
    ],
)
def test_a_budget_for_another_build_is_skipped_with_the_reason(scope: dict[str, str], row: str) -> None:
    assert held(FIVE_MB, scope=Budget(origin="here", limits=(), **scope))[0].startswith(row)


def test_what_fails_names_its_largest_contributors_and_what_is_new_first() -> None:
    (row,) = check([Budget(origin="here", limits=(FIVE_MB,), message="ask us")], BUILD)
    assert [part.path for part in row.contributors] == ["assets/film.mp4"], "it alone explains the overage"
    assert (row.note, row.over, row.measured) == ("ask us", 2_001_000, 7_001_000)
    before = {"assets/film.mp4": 4_000_000, "Dockerfile": 10}
    compared = MeasuredBuild(
        dockerfile="", target=None, transfer_bytes=7_001_000, files=3, entries=lambda: ENTRIES, before=before
    )
    (row,) = check([Budget(origin="here", limits=(FIVE_MB,))], compared)
    assert [(part.path, part.before) for part in row.contributors] == [("assets/logo.png", 0)]


def test_contributors_end_where_the_overage_is_explained() -> None:
    rows = [Contributor(path=name, bytes=size, files=2) for name, size in (("a", 50), ("b", 40), ("c", 30), ("d", 1))]
    assert [row.path for row in explained(rows, 50)] == ["a"]
    assert [row.path for row in explained(rows, 51)] == ["a", "b"]
    assert [row.path for row in explained(rows, 5, by_files=True)] == ["a", "b", "c"]
    assert len(explained(rows, 999)) == 4
    grown = [row.replace(before=row.bytes - 10) for row in rows]
    assert [row.path for row in explained(grown, 15)] == ["a", "b"]


def test_too_many_files_name_the_directories_that_hold_most() -> None:
    (row,) = check([Budget(origin="here", limits=(Limit(name="max-files", value=1, text="1"),))], BUILD)
    assert [(part.path, part.files) for part in row.contributors] == [("assets", 2)]


def test_what_passes_asks_for_no_entries() -> None:
    def never() -> tuple[Entry, ...]:
        raise AssertionError

    lazy = MeasuredBuild(dockerfile="", target=None, transfer_bytes=1, files=1, entries=never)
    assert held(FIVE_MB, measured=lazy) == ["PASS max-size: 1B of 5MB, "]


def test_what_is_over_asks_for_no_entries_where_the_largest_are_known() -> None:
    entries = tuple(Entry(f"file{number:02}", Type.FILE, 50 - number) for number in range(20))

    def never() -> tuple[Entry, ...]:
        raise AssertionError

    slow = MeasuredBuild(dockerfile="", target=None, transfer_bytes=9_000_000, files=20, entries=lambda: entries)
    largest = [(entry.path, entry.size) for entry in entries[:CONTRIBUTORS]]
    budget = [Budget(origin="here", limits=(FIVE_MB,))]
    assert check(budget, slow.replace(entries=never, largest=largest)) == check(budget, slow)
    assert check(budget, slow.replace(largest=largest[1:])) == check(budget, slow)


def test_a_check_that_the_baseline_knows_passes_until_it_gets_worse() -> None:
    def known(most: int) -> MeasuredBuild:
        return MeasuredBuild(
            dockerfile="", target=None, transfer_bytes=7_001_000, files=3, entries=tuple, known={"max-size:": most}
        )

    assert held(FIVE_MB, measured=known(7_001_000))[0].startswith(
        "PASS max-size: 7.00MB of 5MB, over by 2.00MB (40.0%), not above"
    )
    assert held(FIVE_MB, measured=known(7_000_999))[0].startswith("FAIL")


@pytest.mark.parametrize(
    ("before", "now", "row"),
    [
        (1_000_000, 1_500_000, "PASS +500.00kB (+50.0%), "),
        (1_000_000, 2_500_000, "FAIL +1.50MB (+150.0%), over by 500.00kB"),
        (0, 2_000_000, "FAIL +2.00MB, over by 1.00MB"),
        (3_000_000, 2_000_000, "PASS -1.00MB (-33.3%), "),
    ],
)
def test_growth_is_what_was_added(before: int, now: int, row: str) -> None:
    held = growth("1MB", 1_000_000, before, now, "main", [])
    assert f"{held.verdict} {held.actual}, {held.message}" == row
