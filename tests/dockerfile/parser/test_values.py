"""Values that BuildKit checks before it loads anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ctxsize.dockerfile.parser.values import check_duration, check_mode, check_port, check_retries, check_signal
from ctxsize.dockerfile.refusal import RefusalError


def taken(check: Callable[[str], None], text: str) -> bool:
    try:
        check(text)
    except RefusalError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "good"),
    [
        *[
            (text, True)
            for text in (
                "",
                "0",
                "+0",
                "-0",
                "1s",
                "1ms",
                "1h1m1s1ms",
                "1.5s",
                ".5s",
                "5.s",
                "-1s",
                "1000us",
                "0s",
                "1000000ns",
            )
        ],
        *[
            (text, False)
            for text in ("1", "s", "+", "1d", "1ns", "1µs", "-1us", ".s", "1s1", "0.0001ms", "9999999999h")
        ],
    ],
)
def test_durations(text: str, good: bool) -> None:
    # Docker takes no time between 0 and a millisecond, and a negative one neither.
    good = good and not text.startswith("-1")
    assert taken(lambda value: check_duration("interval", value), text) == good


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("", True),
        ("0", True),
        ("3", True),
        ("+3", True),
        ("-0", True),
        ("-00", True),
        ("-1", False),
        ("-", False),
        ("x", False),
        ("2147483648", False),
    ],
)
def test_retries(text: str, good: bool) -> None:
    assert taken(check_retries, text) == good


@pytest.mark.parametrize(
    ("text", "good"),
    [
        *[(text, True) for text in ("9", "SIGTERM", "term", "RTMIN+3", "SIGRTMAX-14", "-1", "99999")],
        *[(text, False) for text in ("", "0", "FOO", "SIG", "RTMIN+16", "TERM ", "1.5", "9" * 30)],
    ],
)
def test_signals(text: str, good: bool) -> None:
    assert taken(check_signal, text) == good


@pytest.mark.parametrize(
    ("text", "good"),
    [
        *[(text, True) for text in ("0", "755", "0644", "7777", "u=rwX,go=rX", "+x", "a-w", "u=g")],
        *[(text, False) for text in ("", "8", "10000", "rw", "u=q", "9x", "u=rw,,g=r", "-1")],
    ],
)
def test_modes(text: str, good: bool) -> None:
    assert taken(check_mode, text) == good


@pytest.mark.parametrize(
    ("text", "good"),
    [
        *[
            (text, True)
            for text in (
                "80",
                "80/tcp",
                "53/UDP",
                "1/sctp",
                "80-90",
                "8000-8010/tcp",
                "1:2",
                "127.0.0.1:80:81",
                "80-81:90-91",
                "[::1]:80:81",
                "[]:1:2",
                "::1:2:3",
                "[1.2.3.4]:1:2",
                "1.2.3.4::80",
                ":80",
                "+80",
            )
        ],
        *[
            (text, False)
            for text in (
                "",
                "x",
                "80/x",
                "65536",
                "90-80",
                "-1",
                "a:80:81",
                "80-82:90-91",
                "80:",
                "1-2-3",
                "x:80",
                "[::1%2]:1:2",
                "[::1]x:1:2",
                "[::1:1:2",
                "fe80::1%eth0:1:2",
                "01.2.3.4:1:2",
            )
        ],
    ],
)
def test_ports(text: str, good: bool) -> None:
    assert taken(check_port, text) == good
