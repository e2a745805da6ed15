"""Secrets in the content of a file: which kind, in which line, how sure. Never the secret itself.

What is found leaves this module as a :class:`Detection`, which has no member that could hold any of the text.
"""

from __future__ import annotations

import re

from ctxsize.record import Record
from ctxsize.rules.finding import Confidence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxsize.rules.catalogue import SecretCatalogue, SecretFile


class Detection(Record):
    """A secret that is in a file: the name of the rule, how a sentence speaks of it, its line, and how sure it is."""

    rule: str
    what: str
    line: int | None
    confidence: Confidence


# Texts, not compiled: most runs open no file, and re keeps what it has compiled.
_PRIVATE_KEY = (
    r"-----BEGIN (?P<kind>(?:RSA |EC |DSA |OPENSSH |ENCRYPTED |PGP )?)PRIVATE KEY(?: BLOCK)?-----(?:\\r|\\n|\s|\"|')*"
    r"(?:(?:Proc-Type|DEK-Info|Version|Comment|Hash):[^\n\\]*(?:\\[rn]|\n)(?:\\[rn]|\s)*)*[A-Za-z0-9+/]{40,}"
    r"|PuTTY-User-Key-File-\d: "
)
_ASSIGNMENT = (
    r"""(?im)^[ \t]*(?:export[ \t]+|set[ \t]+|-[ \t]+|ENV[ \t]+|ARG[ \t]+)?["']?(?P<name>[\w.-]*?"""
    r"""(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?key|encryption[_-]?key)"""
    r"""(?:[_.-]?(?:key|base|value|id|production|prod|live))?)["']?[ \t]*(?::=|=>|[:=])[ \t]*(?P<quote>["']?)"""
    r"""(?P<value>[^\s"'#,;]{16,200})(?P=quote)[ \t]*[,;]?[ \t]*(?:\#.*)?\r?$"""
)
_SEALED = ("ANSIBLE_VAULT", "SealedSecret", "sops")
_NAMING = ("passw", "passphrase", "secret", "token", "key")
_DOTENV = r"""(?m)^[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][\w.-]*)[ \t]*=[ \t]*(?P<value>[^\r\n]*)"""
_PRIVATE_ENVIRONMENT = r"(?:^|/)\.env(?:\.local|\.prod(?:uction)?|\.[^./]+\.local)?$"
_SWITCH = r"(?i)[\d.,:_-]+|[yn]|yes|no|on|off|true|false"
_HARMLESS = r"(?i)|[\d.,:_-]+|[yn]|yes|no|on|off|true|false|v?\d+[\w.-]*|https?://[^@]*|/?[\w.-]+(?:/[\w.-]*)+|[\w-]+(?:\.[\w-]+)+(?::\d+)?"
_ADDRESS = r"\b[a-z][a-z0-9+.-]{2,20}://[^\s/:@\"'<>{}$]{1,60}:(?P<value>[^\s/@\"'<>{}$:]{8,80})@(?P<host>[\w.-]+)"
_TELLING_NAME = (
    r"(?i)(?:^|_|-|\.)(?:pass|passwd|password|passphrase|pwd|secret|secrets|token|key|apikey|credential|credentials|auth|dsn|salt|private|cert)"
    r"(?:$|_|-|\.|\d)|(?:apikey|password|secret|token)$"
)
_PUBLIC_NAME = (
    r"(?i)^(?:NEXT_PUBLIC|VITE|REACT_APP|VUE_APP|PUBLIC|EXPO_PUBLIC|GATSBY|NUXT_PUBLIC|NX_PUBLIC)_"
    r"|(?:PUBLIC|PUBLISHABLE|KEYBOARD|KEYSPACE|MAX_TOKENS?|TOKEN_LIMIT|_URL|_URI|_PATH|_FILE|_DIR|_NAME|_ID|_HOST|_PORT|_EXPIR\w*|_TTL|_LENGTH|_SIZE|_ALGORITHM|_TYPE|_ENABLED|_HEADER)$"
)
_PLACEHOLDER = (
    r"(?i)example|change.?(?:me|this|it)|place.?holder|\byour|your[_-]|x{4,}|\*{3,}|\.{3}|<[^>]*>|\$\{|\$\(|\{\{|%\(|%[A-Z_]+%|dummy|sample|todo|redact|"
    r"replace|insert|fake|foo.?bar|abcdef|qwerty|123456|secret.?here|not.?a.?real|not.?secret|unsafe|insecure|mysecret|my.?password|supersecret|super.?secret|default|"
    r"localhost|development|testing|process\.env|environ|getenv|\benv\(|secretkeyref|valuefrom|generate|random|^enc[\[(]|^vault:|^arn:|^op://|^ref\+|^file:|^@|^\$|^%|^~/|^/(?:app|data|etc|home|mnt|opt|root|run|secrets?|srv|tmp|usr|var)/|^!|^null$|^none$|^true$|^false$"
)
_WORDS = r"[a-z]+(?:[-_. ][a-z]+)*[-_.@!]?\d{0,4}[!.]?"
_TELLING_WORD = (
    r"pass|secret|root|admin|postgres|mysql|user|service|dev|test|local|demo|random|string|token|key|app|private"
)
_WEAK = frozenset(
    {
        "password",
        "passwd",
        "pass",
        "secret",
        "postgres",
        "admin",
        "root",
        "guest",
        "test",
        "user",
        "mysql",
        "redis",
        "rabbitmq",
    }
    | {
        "minio",
        "minioadmin",
        "toor",
        "docker",
        "dev",
        "local",
        "token",
        "key",
        "none",
        "null",
        "true",
        "false",
        "undefined",
    }
)
_ENTROPY_BITS = 3.5
_MIN_DISTINCT = 6


def in_named_file(entry: SecretFile, path: str, data: bytes, catalogue: SecretCatalogue) -> Detection | None:
    """Return the secret in a file whose name says that it holds one; ``None`` if its content says otherwise."""
    if entry.reader == "binary":
        if not data.startswith(entry.begins):
            return None
        return Detection(rule=entry.rule, what=entry.what, line=None, confidence=Confidence.HIGH)
    text = data.decode("utf-8", "replace")
    if entry.reader == "dotenv":
        return _in_environment_file(entry, path, text, catalogue)
    for match in re.finditer(entry.content, text):
        value = next((group for group in match.groupdict().values() if group), None)
        if value is None or not is_placeholder(value):
            return Detection(
                rule=entry.rule, what=entry.what, line=_line(text, match.start()), confidence=Confidence.HIGH
            )
    return None


def in_text(data: bytes, catalogue: SecretCatalogue, *, assignments: bool) -> Iterator[Detection]:
    """Yield the private keys, tokens and, if asked to, passwords in the content of a file, the surest first."""
    if b"\0" in data[:1024]:
        return
    if b"PRIVATE KEY" in data or b"PuTTY-User-Key" in data:
        text = data.decode("utf-8", "replace")
        for match in re.finditer(_PRIVATE_KEY, text):
            locked = "ENCRYPTED" in match.group()
            yield Detection(
                rule="private-key",
                what="an encrypted private key" if locked else "a private key",
                line=_line(text, match.start()),
                confidence=Confidence.MEDIUM if locked else Confidence.HIGH,
            )
            break
    yield from _tokens(data, catalogue)
    if assignments:
        yield from _assignments(data)


def _tokens(data: bytes, catalogue: SecretCatalogue) -> Iterator[Detection]:
    text = ""
    for token in catalogue.tokens:
        if not any(part.encode() in data for part in token.has):
            continue
        text = text or data.decode("utf-8", "replace")
        if token.beside and not re.search(token.beside, text):
            continue
        for match in re.finditer(token.shape, text):
            found = match.group()
            if (token.unless and re.search(token.unless, found)) or _is_made_up(found):
                continue
            yield Detection(
                rule="token-in-file",
                what=token.what,
                line=_line(text, match.start()),
                confidence=Confidence.HIGH if token.sure else Confidence.MEDIUM,
            )
            break


def _assignments(data: bytes) -> Iterator[Detection]:
    text = data.decode("utf-8", "replace")
    if any(map(text.__contains__, _SEALED)) and re.search(
        r"\$ANSIBLE_VAULT;|kind:\s*SealedSecret|\bsops:|\"sops\":", text
    ):
        return  # encrypted values are what these are for
    # Hardly any file has one of these words, and compiling what follows takes longer than looking for them.
    lowered = text.lower()
    for match in re.finditer(_ASSIGNMENT, text) if any(map(lowered.__contains__, _NAMING)) else ():
        value = match["value"]
        if is_placeholder(value) or re.search(_PUBLIC_NAME, match["name"]) or not _is_random(value):
            continue
        yield Detection(
            rule="secret-assignment",
            what="a value that looks random under a name that says secret",
            line=_line(text, match.start("name")),
            confidence=Confidence.MEDIUM,
        )
        return
    for match in re.finditer(_ADDRESS, text) if "://" in text else ():
        value = match["value"]
        if not is_placeholder(value) and value.lower() not in _WEAK and _is_random(value, shortest=12):
            yield Detection(
                rule="secret-assignment",
                what="a password in an address",
                line=_line(text, match.start()),
                confidence=Confidence.MEDIUM,
            )
            return


def _in_environment_file(entry: SecretFile, path: str, text: str, catalogue: SecretCatalogue) -> Detection | None:
    """Read an environment file: sure where a value is secret, unsure where none can be told to be.

    ``None`` if every value is seen to be none: numbers, addresses, paths, placeholders, what is public by its name.
    """
    token = next(in_text(text.encode("utf-8", "replace"), catalogue, assignments=False), None)
    if token is not None and token.confidence is Confidence.HIGH:
        return token.replace(rule=entry.rule, what=f"{entry.what} with {token.what}")
    private = re.search(_PRIVATE_ENVIRONMENT, path.lower()) is not None
    harmless = assigned = 0
    for match in re.finditer(_DOTENV, text):
        value = match["value"].partition(" #")[0].strip().strip("\"'")
        assigned += 1
        address = re.search(_ADDRESS, value)
        telling = re.search(_TELLING_NAME, match["name"]) and not re.search(_PUBLIC_NAME, match["name"])
        secret = address["value"] if address else value if telling else ""
        if not secret:
            harmless += bool(
                re.search(_PUBLIC_NAME, match["name"]) or re.fullmatch(_HARMLESS, value) or is_placeholder(value)
            )
            continue
        if is_placeholder(secret) or re.fullmatch(_SWITCH, secret):
            harmless += 1
        elif _is_random(secret) or (private and len(secret) >= _MIN_DISTINCT):
            return Detection(
                rule=entry.rule,
                what=f"{entry.what} with a secret",
                line=_line(text, match.start("name")),
                confidence=Confidence.HIGH,
            )
    if assigned and harmless == assigned:
        return None
    return Detection(rule=entry.rule, what=entry.what, line=None, confidence=Confidence.LOW)


def is_placeholder(value: str) -> bool:
    """Whether a value only stands for a secret: an example, a variable, words that everybody uses; also in base64."""
    if _stands_in(value):
        return True
    try:
        from binascii import a2b_base64  # noqa: PLC0415 (hardly any file has such a value)

        decoded = a2b_base64(value, strict_mode=True).decode("ascii").strip()
    except ValueError:
        return False
    return decoded.isprintable() and (_stands_in(decoded) or bool(re.fullmatch(_WORDS, decoded)))


def _stands_in(value: str) -> bool:
    return (
        bool(re.search(_PLACEHOLDER, value))
        or value.lower() in _WEAK
        or len(set(value)) < min(_MIN_DISTINCT, len(value))
        or bool(re.fullmatch(_WORDS, value) and re.search(_TELLING_WORD, value))
    )


def _is_made_up(token: str) -> bool:
    """Whether a token's shape is right and its letters are those of an example."""
    body = token[-20:]
    return len(set(body)) < _MIN_DISTINCT or bool(
        re.search(r"(?i)example|x{5,}|0{6,}|1234567|abcdefg|your|fake|dummy|redacted|placeholder", token)
    )


def _is_random(value: str, shortest: int = 16) -> bool:
    """Whether a value looks drawn at random: no word, no path, no address, letters and digits mixed."""
    if len(value) < shortest or re.search(
        r"://|^[a-z]+(?:[-_./:][a-z]+)*\d{0,2}$|[(){}\[\]<>|\\]|^[A-Z][A-Z_]+$|^\d+$", value
    ):
        return False
    digits = sum(char.isdigit() for char in value)
    letters = sum(char.isalpha() for char in value)
    if not digits or not letters or re.fullmatch(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", value):
        return False
    counts = [value.count(char) for char in set(value)]
    from math import log2  # noqa: PLC0415 (likewise)

    bits = -sum(count / len(value) * log2(count / len(value)) for count in counts)
    hexadecimal = bool(re.fullmatch(r"[0-9a-f]+", value))
    return bits >= (_ENTROPY_BITS - 0.5 if hexadecimal else _ENTROPY_BITS) and (
        len(value) >= 2 * shortest or not hexadecimal
    )


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
