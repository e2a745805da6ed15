"""Values that BuildKit checks before it loads anything: durations, ports, signals, modes."""

from __future__ import annotations

import re

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.golang.text import parse_uint

_NANOSECONDS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_SHORTEST = 10**6
_DURATION = r"([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)"
_SIGNALS = (
    r"ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IO|IOT|KILL|PIPE|POLL|PROF|PWR|QUIT|SEGV|STKFLT|STOP|SYS|TERM|TRAP"
    r"|TSTP|TTIN|TTOU|URG|USR1|USR2|VTALRM|WINCH|XCPU|XFSZ|RTMIN(\+([1-9]|1[0-5]))?|RTMAX(-([1-9]|1[0-4]))?"
)
_LAST_PORT = 65535
_MODE = r"[augo]*(?:[-+=][rstwXxugo]*)+"
_INT_DIGITS = 19


def check_duration(flag: str, text: str) -> None:
    """Raise RefusalError unless `text` is empty, zero, or a duration of a millisecond or more, as in `1m30s`."""
    if not text:
        return
    nanoseconds = _nanoseconds(text)
    if nanoseconds is None:
        raise RefusalError(f"--{flag} is `{text}`", "Write a duration such as 30s or 1m30s")
    if nanoseconds and nanoseconds < _SHORTEST:
        raise RefusalError(f"--{flag} is shorter than 1ms", "Docker takes no shorter time")


def _nanoseconds(text: str) -> int | None:
    sign = -1 if text.startswith("-") else 1
    rest = text[1:] if text[0] in "+-" else text
    if rest == "0":
        return 0
    if not rest:
        return None
    total = 0
    while rest:
        match = re.match(_DURATION, rest)
        if match is None or not (match[1] or match[2]):
            return None
        unit = _NANOSECONDS[match[3]]
        # Go overflows long before Python refuses to read so many digits.
        fraction = (match[2] or "")[:_INT_DIGITS]
        if len((match[1] or "").lstrip("0")) > _INT_DIGITS:
            return None
        total += int((match[1] or "").lstrip("0") or "0") * unit + (
            int(fraction) * unit // 10 ** len(fraction) if fraction else 0
        )
        rest = rest[match.end() :]
    return sign * total if total < 1 << 63 else None


def check_retries(text: str) -> None:
    """Raise RefusalError unless `text` is empty or a number from 0 to 2147483647."""
    if text and parse_uint(text.removeprefix("+"), 10, 31) is None and not re.fullmatch(r"-0+", text):
        raise RefusalError(f"--retries is `{text}`", "Write a number that is not negative")


def check_signal(text: str) -> None:
    """Raise RefusalError unless `text` is a signal's name, with or without SIG, or a number other than 0."""
    number = re.fullmatch(r"[-+]?([0-9]+)", text)
    if number is not None and len(number[1]) <= _INT_DIGITS and int(number[1]) != 0:
        return
    if not re.fullmatch(_SIGNALS, text.upper().removeprefix("SIG")):
        raise RefusalError(f"`{text}` is not a signal", "Write a name such as SIGTERM, or a number")


def check_mode(text: str) -> None:
    """Raise RefusalError unless `text` is a mode that `--chmod` takes: octal up to 7777, or symbolic as in chmod."""
    octal = parse_uint(text, 8, 32)
    if octal is not None:
        if octal <= 0o7777:  # noqa: PLR2004 - all permission bits
            return
    elif not text[:1].isdecimal() and text and all(re.fullmatch(_MODE, part) for part in text.split(",")):
        return
    raise RefusalError(f"--chmod is `{text}`", "Write an octal number up to 7777, or letters as in u=rwX,go=rX")


def check_port(text: str) -> None:
    """Raise RefusalError unless `text` is what EXPOSE takes: a port or a range of ports, maybe with a protocol.

    A port of the host and an address may stand in front of it, though they mean nothing.
    """
    host, _, published = text.rpartition(":")
    address, _, host = host.rpartition(":")
    port, _, protocol = published.partition("/")
    wrong = RefusalError(f"EXPOSE has `{text}`", "Write a port such as 80, 80/udp or 8000-8010")
    if protocol.lower() not in {"", "tcp", "udp", "sctp"} or not _is_address(address):
        raise wrong
    exposed, mapped = _range(port), _range(host) if host else None
    if exposed is None or (host and mapped is None):
        raise wrong
    if mapped is not None and exposed[0] != exposed[1] and exposed[1] - exposed[0] != mapped[1] - mapped[0]:
        raise wrong


def _range(text: str) -> tuple[int, int] | None:
    start, dash, end = text.partition("-")
    first = _port(start)
    last = _port(end) if dash and start != end else first
    return None if first is None or last is None or last < first else (first, last)


def _port(text: str) -> int | None:
    number = parse_uint(text.removeprefix("+"), 10, 63)
    return number if number is not None and number <= _LAST_PORT else None


def _is_address(text: str) -> bool:
    if text.startswith("["):
        if not re.fullmatch(r"\[[^\[\]]*\]", text):
            return False
        text = text[1:-1]
    if not text:
        return True
    import ipaddress  # noqa: PLC0415 - hardly any EXPOSE names an address

    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text
