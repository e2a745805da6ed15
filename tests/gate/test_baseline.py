"""Baselines: what is known does not count, what is gone is told, and two people's baselines merge."""

from __future__ import annotations

import pytest

from ctxsize.errors import UsageError
from ctxsize.gate.baseline import KnownBuild, KnownFinding, known_finding, parse, render, sort
from ctxsize.rules import COPY_EXCLUDED_SOURCE, COPY_MISSING_SOURCE, TOKEN_IN_FILE
from ctxsize.rules.finding import Finding
from ctxsize.rules.fingerprint import fingerprints

TEXTS = {"Dockerfile": ("FROM x", "COPY  a b", "COPY c d")}
MOVED = {"Dockerfile": ("# new", "", "FROM x", "COPY a   b", "COPY c d")}


def found(line: int | None = None, path: str = "Dockerfile") -> Finding:
    rule = COPY_EXCLUDED_SOURCE
    return Finding(rule=rule, path=path, line=line, message="m", advice="a", severity=rule.severity)


def test_a_finding_stays_known_when_its_line_moves_and_is_new_when_its_line_changes() -> None:
    known = KnownBuild(transfer_bytes=1, files=1, findings=(known_finding(found(2), TEXTS),))
    assert sort([found(4)], known, MOVED).known == (found(4),)
    assert sort([found(5)], known, MOVED).new == (found(5),)


def test_a_line_that_holds_a_secret_is_not_hashed() -> None:
    secret = found(2).replace(rule=TOKEN_IN_FILE)
    assert known_finding(secret, TEXTS).content == "-"
    assert fingerprints([secret], TEXTS) == fingerprints([secret], {})


def test_as_many_are_known_as_the_baseline_has() -> None:
    twice = [found(path="a"), found(path="a")]
    known = KnownBuild(transfer_bytes=1, files=1, findings=(known_finding(twice[0], {}),))
    held = sort(twice, known, {})
    assert (len(held.known), len(held.new), held.gone) == (1, 1, ())


def test_what_is_gone_is_told() -> None:
    gone = KnownFinding(code="CTX401", path="a b", content="-")
    assert sort([], KnownBuild(transfer_bytes=1, files=1, findings=(gone,)), {}).gone == (gone,)


def test_a_baseline_is_read_as_it_was_written_and_is_one_line_a_finding() -> None:
    builds = {
        "b": KnownBuild(
            transfer_bytes=2,
            files=1,
            findings=(
                KnownFinding(code="CTX402", path="n\n\udcff é", content="-"),
                KnownFinding(code="CTX401", path="Dockerfile", content="0123"),
            ),
            checks={"max-size:": 5},
        ),
        "a": KnownBuild(transfer_bytes=1, files=1),
    }
    text = render(builds)
    read = parse(text, "x")
    assert read["a"] == builds["a"]
    assert sorted(map(str, read["b"].findings)) == sorted(map(str, builds["b"].findings))
    assert render(read) == text
    assert '        "CTX401 0123 Dockerfile",\n        "CTX402 - n\\n\\udcff \\u00e9"\n' in text
    assert text.index('"a": {') < text.index('"b": {')


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<<<<<<< HEAD\n", "x:1: invalid JSON"),
        ('{"builds": {},\n<<<', "x:2: invalid JSON"),
        ("[]", "not a baseline of version 1"),
        ('{"schema_version": 2}', "not a baseline of version 1"),
        ('{"schema_version": 1}', "this baseline is incomplete"),
        ('{"schema_version": 1, "builds": {"a": {}}}', "this baseline is incomplete"),
        (
            '{"schema_version": 1, "builds": {"a": {"transfer_bytes": 1, "files": 1, "checks": {}, "findings": ["x"]}}}',
            "this baseline is incomplete",
        ),
    ],
)
def test_what_is_no_baseline_is_told(text: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(text, "x")
    assert words in str(refused.value)


def test_fingerprints_do_not_change_with_the_line_number_and_differ_from_each_other() -> None:
    other = Finding(
        rule=COPY_MISSING_SOURCE,
        path="Dockerfile",
        line=2,
        message="",
        advice="",
        severity=COPY_MISSING_SOURCE.severity,
    )
    before = fingerprints([found(2), found(3), other, found(path="a"), found(path="a")], TEXTS)
    assert before[:2] == fingerprints([found(4), found(5)], MOVED)
    assert len(set(before)) == 5
