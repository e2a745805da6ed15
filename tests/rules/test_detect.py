"""Secrets in the content of a file: a text in, the kind, the line and the certainty out."""

from __future__ import annotations

import base64

import pytest

from ctxsize.rules.catalogue import catalogue
from ctxsize.rules.detect import Detection, in_named_file, in_text, is_placeholder
from ctxsize.rules.finding import Confidence
from tests.rules.made_up import letters, private_key

VALUE = letters("value", 32)


def named(path: str, text: str) -> Detection | None:
    (entry,) = catalogue().called(path)
    return in_named_file(entry, path, text.encode(), catalogue())


def told(text: str, *, assignments: bool = True) -> list[tuple[str, int | None, Confidence]]:
    found = in_text(text.encode(), catalogue(), assignments=assignments)
    return [(one.what, one.line, one.confidence) for one in found]


@pytest.mark.parametrize(
    ("text", "line", "confidence"),
    [
        (f"# x\nDB_PASSWORD={VALUE}\n", 2, Confidence.HIGH),
        (f"export API_KEY='{VALUE}' # mine\n", 1, Confidence.HIGH),
        (f"DSN=postgres://me:{VALUE}@db/x\n", 1, Confidence.HIGH),
        ("GREETING=hello there\n", None, Confidence.LOW),
        ("", None, Confidence.LOW),
    ],
)
def test_an_environment_file_is_read(text: str, line: int | None, confidence: Confidence) -> None:
    detection = named(".env", text)
    assert detection is not None
    assert (detection.line, detection.confidence) == (line, confidence)


@pytest.mark.parametrize(
    "text",
    ["PORT=80\nDEBUG=true\n", "DB_PASSWORD=changeme\n", "DB_PASSWORD=${DB_PASSWORD}\n", "URL=https://example.org/x\n"],
)
def test_an_environment_file_without_a_secret_is_seen_to_be_one(text: str) -> None:
    assert named(".env", text) is None


def test_a_placeholder_in_a_named_file_is_no_secret() -> None:
    line = "//registry.npmjs.org/:_authToken="
    assert named(".npmrc", f"{line}${{NPM_TOKEN}}\n") is None
    detection = named(".npmrc", f"x=1\n{line}{VALUE}\n")
    assert detection is not None
    assert (detection.line, detection.confidence) == (2, Confidence.HIGH)


@pytest.mark.parametrize(
    ("text", "what", "confidence"),
    [
        (private_key("a", "RSA "), "a private key", Confidence.HIGH),
        (private_key("b", "ENCRYPTED "), "an encrypted private key", Confidence.MEDIUM),
        (f"db_password: {VALUE}\n", "a value that looks random under a name that says secret", Confidence.MEDIUM),
        (f"url: amqp://me:{VALUE}@host\n", "a password in an address", Confidence.MEDIUM),
    ],
)
def test_a_text_is_looked_through(text: str, what: str, confidence: Confidence) -> None:
    assert told("first: line\n" + text) == [(what, 2, confidence)]


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PUBLIC KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n(yours)\n",
        "password: changeme-please\n",
        f"$ANSIBLE_VAULT;1.1\npassword: {VALUE}\n",
        f"\0password: {VALUE}\n",
        "url: https://me:password@host\n",
    ],
)
def test_a_near_miss_is_none(text: str) -> None:
    assert told(text) == []


def test_passwords_are_looked_for_only_where_asked() -> None:
    assert told(f"password: {VALUE}\n", assignments=False) == []


@pytest.mark.parametrize(
    ("value", "stands_in"),
    [
        ("<your token>", True),
        ("${TOKEN}", True),
        ("postgres", True),
        ("my-secret-password", True),
        ("aaaaaaaa", True),
        (base64.b64encode(b"changeme").decode(), True),
        (VALUE, False),
        (base64.b64encode(VALUE.encode()).decode(), False),
    ],
)
def test_a_placeholder_only_stands_for_a_secret(value: str, stands_in: bool) -> None:
    assert is_placeholder(value) is stands_in
