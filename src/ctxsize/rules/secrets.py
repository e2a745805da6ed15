"""Secrets that are received, each with what becomes of it: in the image, in a stage, in a mount, or just sent.

What this costs. Of every entry only the name is asked about (:class:`NameFilter`: a table look-up, the extension, a few
beginnings; about a microsecond), and for most names that is all. A file is opened if its name speaks of a secret or of
configuration, if it is received, not empty, and not part of tests, examples, documentation or somebody else's package:
at most :data:`MAX_OPENED` files of at most :data:`HEAD_BYTES` each (the report says how many more there were), those with telling names first, then the ones
nearest to the root; other files than those with telling names only up to :data:`MAX_SCANNED_BYTES`. In one file,
plain texts are looked for first (half a microsecond each in 10 kB), regular expressions run only where one is found.
"""

from __future__ import annotations

import codecs
import re
from functools import cache, lru_cache

from ctxsize.builder import Builder
from ctxsize.context.entry import Type
from ctxsize.display.escaping import printable, quoted
from ctxsize.golang import paths
from ctxsize.needs.names import NameFilter
from ctxsize.record import Record
from ctxsize.rules import (
    KEYSTORE,
    PRIVATE_KEY,
    SECRET_ASSIGNMENT,
    SECRET_FILE,
    SECRET_ON_ONE_BUILDER,
    SECRETS_NOT_SEARCHED,
    TERRAFORM_STATE,
    TOKEN_IN_FILE,
    TOKEN_IN_GIT_CONFIG,
)
from ctxsize.rules.catalogue import SecretFile, catalogue
from ctxsize.rules.detect import Detection, in_named_file, in_text
from ctxsize.rules.finding import Confidence, Finding, Severity
from ctxsize.rules.placement import Placement, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ctxsize.dockerfile.sources import Source, Usage
    from ctxsize.scan.notes import Noted

_LONGEST_BARE_NAME = 32
_BARE_NAMES_OF_OTHERS = frozenset({
    "license", "licence", "copying", "notice", "authors", "readme", "changelog", "makefile", "gemfile", "rakefile", "procfile",
    "podfile", "vagrantfile", "brewfile", "justfile", "pipfile", "contributors", "version", "install", "news", "todo", "head",
    "gradlew", "mvnw", "dockerfile", ".gitignore", ".gitattributes", ".gitmodules", ".dockerignore", ".editorconfig", ".gitkeep",
    ".keep", ".ds_store", ".npmignore", ".prettierrc", ".eslintrc", ".babelrc", ".nvmrc", ".python-version", "index", "packed-refs",
})  # fmt: skip
"""Names without an ending of what holds no settings."""
MAX_OPENED = 2000
"""How many files are opened at most."""
HEAD_BYTES = 64 * 1024
"""How much of a file is read at most."""
MAX_SCANNED_BYTES = 256 * 1024
"""Above this size, a file whose name says nothing of a secret is not opened."""

_FILES = (Type.FILE, Type.HARDLINK)
_RULES = {
    rule.name: rule
    for rule in (
        SECRET_FILE,
        PRIVATE_KEY,
        KEYSTORE,
        TERRAFORM_STATE,
        TOKEN_IN_GIT_CONFIG,
        TOKEN_IN_FILE,
        SECRET_ASSIGNMENT,
    )
}
_UNOPENED = (
    r"(?:^|/)(?:(?:[^/]+[-_.])?tests?(?:[-_.][^/]+)?|__tests__|specs?|test(?:data|fixtures?|resources?|certs?|keys?|suite)|fixtures?|__fixtures__"
    r"|suites?|mocks?|__mocks__|examples?|samples?|demos?|docs?|documentation|e2e|cypress|integration|tutorials?|benchmarks?"
    r"|templates?|node_modules|bower_components|vendor|third[-_]?party|externals?|site-packages|dist-packages|pods"
    r"|\.terraform|\.?venv|testing|charts/[^/]+/ci|playground|\.github|\.gitlab|\.circleci|\.ci|\.git/(?!config$)[^/]+)/"
    r"|(?:^|[._-])(?:tests?|testing|spec|example|sample|dummy|fake|mock|stub|snakeoil|demo|template|placeholder)(?:[._-][^/]*)?$"
)
_LOCAL_KEY = r"(?:^|[._/-])(?:dev|devel|development|local|localhost|selfsigned|self-signed)(?:[._/-]|$)"
_MADE_UP_VALUES = r"(?:^|[._/-])(?:dev|devel|development|ci|local|lang|langs|locales?|i18n|l10n|translations?|\.github|\.circleci)(?:[._/-]|$)"
_ENVIRONMENT = r"(?:^|/)\.env(?:\.local|\.[^./]+\.local)?$"
_ADVICE = {
    "keystore": "Hand it to the container when it starts, or as a build secret",
    "private-key": "Hand it to the container when it starts, or as a build secret",
    "terraform-state": "Keep states in a remote backend",
    "token-in-git-config": "Take the token out of the address and log in with a credential helper",
}
_WHOLE_FILES = (
    *("an environment file", "a keystore", "a Terraform state", "a WordPress configuration", "a shell history"),
    *(
        "a service account's key",
        "a private key",
        "an encrypted private key",
        "a Rails master key",
        "an Ansible vault password",
    ),
)
"""What a file is as a whole."""


class Suspect(Record):
    """A file that is to be opened: what its name says it is (nothing for mere configuration), and how it arrives."""

    noted: Noted
    entries: tuple[SecretFile, ...]

    @property
    def path(self) -> str:
        """The file, relative to the context root."""
        return self.noted.path


@cache
def directories() -> frozenset[str]:
    """Return the names of directories of which every file may hold a secret, whatever it is called."""
    from ctxsize.data.known import SECRET_DIRECTORIES  # noqa: PLC0415 (as the catalogue)

    return frozenset(SECRET_DIRECTORIES)


@cache
def names() -> NameFilter:
    """Return the filter for the names of which :func:`suspects` must hear."""
    from ctxsize.data.known import SECRET_NAMES  # noqa: PLC0415 (as the catalogue)

    return NameFilter.restored(SECRET_NAMES)


def suspects(noted: Iterable[Noted]) -> tuple[list[Suspect], int]:
    """Return the files that are worth opening, the most telling first, and how many more there are than may be opened."""
    found = _all_suspects(noted)
    return found[:MAX_OPENED], max(0, len(found) - MAX_OPENED)


def _all_suspects(noted: Iterable[Noted]) -> list[Suspect]:
    found: list[Suspect] = []
    for entry in noted:
        if entry.type not in _FILES or not entry.size:
            continue
        entries, scanned = _by_name(entry.path)
        if entries or (scanned and entry.size <= MAX_SCANNED_BYTES):
            found.append(Suspect(noted=entry, entries=entries))
    found.sort(key=lambda suspect: (not suspect.entries, suspect.path.count("/"), suspect.path))
    return found


@lru_cache(maxsize=1 << 16)
def _by_name(path: str) -> tuple[tuple[SecretFile, ...], bool]:
    """Return which files one of this path may be, and whether it is looked into all the same; builds of a root ask again."""
    if not _may_hold(path, names()) or re.search(_UNOPENED, path.lower()):
        return (), False
    return catalogue().called(path), is_scanned(path)


def _may_hold(path: str, named: NameFilter) -> bool:
    above, _, name = path.rpartition("/")
    return name in named or is_bare(name) or not directories().isdisjoint(above.split("/"))


def is_bare(name: str) -> bool:
    """Whether a name has no ending, as those of settings often have none; what tells of something else is left out."""
    if "." in name[1:] or len(name) > _LONGEST_BARE_NAME:
        return False
    return name.lower() not in _BARE_NAMES_OF_OTHERS


def bare_names() -> tuple[int, frozenset[str]]:
    """Return what :func:`is_bare` goes by: the length of the longest such name, and the names that are left out."""
    return _LONGEST_BARE_NAME, _BARE_NAMES_OF_OTHERS


def is_scanned(path: str) -> bool:
    """Whether a file is looked into whatever its name says of secrets."""
    known = catalogue()
    if path in known.unscanned:
        return False
    return path in known.scanned or is_bare(path.rpartition("/")[2])


def inspect(suspect: Suspect, head: bytes) -> Detection | None:
    """Return the surest secret in a file that begins with ``head``, or ``None``."""
    known = catalogue()
    head = as_utf8(head)
    unsure: Detection | None = None
    for entry in suspect.entries:
        found = in_named_file(entry, suspect.path, head, known)
        if found is not None and found.confidence is not Confidence.LOW:
            return found
        unsure = unsure or found
    if is_scanned(suspect.path):
        passwords = (
            not suspect.entries
            and suspect.path in known.scanned
            and not re.search(_MADE_UP_VALUES, suspect.path.lower())
        )
        found = next(in_text(head, known, assignments=passwords), None)
        if found is not None:
            return found
    return unsure if unsure is not None and re.search(_ENVIRONMENT, suspect.path.lower()) else None


def as_utf8(data: bytes) -> bytes:
    """Return a text that begins with a byte order mark, as editors of Windows write it, in UTF-8 and without the mark."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    return data.removeprefix(codecs.BOM_UTF8)


def report(
    suspect: Suspect,
    detection: Detection,
    usage: Usage | None,
    dockerfile: str,
    given_back_by: Callable[[int], str | None],
    taker: str | None = None,
    *,
    shared: bool = False,
) -> Finding:
    """Return the finding for a secret that is received.

    Args:
        suspect: the file.
        detection: what is in it.
        usage: what the target uses; ``None`` where that is not known.
        dockerfile: its name for people.
        taker: which instruction of any build that reads the ignore file takes it, in words; ``None`` if none does.
        shared: whether it is a file of defaults that git tracks and that an exception lets in on purpose.
        given_back_by: says in words which exception a pattern's number stands for, ``None`` if for none.

    """
    rule = _RULES[detection.rule]
    placement = None if usage is None else place(usage, suspect.path)
    confidence = detection.confidence
    if confidence is Confidence.LOW:
        severity, confidence = Severity.INFO, Confidence.MEDIUM
    else:
        if rule is PRIVATE_KEY and re.search(_LOCAL_KEY, suspect.path.lower()):
            confidence = Confidence.MEDIUM
        certain = confidence is Confidence.HIGH and placement is not None and placement.image
        severity = Severity.ERROR if certain else Severity.WARNING
        if shared:
            severity, confidence = Severity.INFO, Confidence.MEDIUM
    message = f"{quoted(suspect.path)} {_be(detection.what)} {detection.what}. {_fate(placement, dockerfile)}"
    if detection.confidence is Confidence.LOW:
        message += ". No value in it is certainly secret"
    named = placement is not None and placement.named
    return Finding(
        rule=rule,
        severity=severity,
        confidence=confidence,
        path=suspect.path,
        line=detection.line,
        message=message,
        advice=_advice(rule.name, given_back_by(suspect.noted.rule), suspect.path, named=named),
        bytes=suspect.noted.size,
        files=1,
        suggestion=None if named else ignore_line(suspect.path),
        safe=taker is None,
        doubt="" if taker is None else f"{taker}, and the image may rely on {quoted(suspect.path)}",
    )


def bounded(files: int, dockerfile: str) -> Finding:
    """Return the finding that some files were not searched."""
    rule = SECRETS_NOT_SEARCHED
    return Finding(
        rule=rule,
        severity=rule.severity,
        path=dockerfile,
        message=f"{files:,} of the received files that may hold settings were not searched for secrets: {MAX_OPENED:,} were",
        advice="Exclude what the image can do without; the files nearest to the context root were searched.",
    )


def report_other_side(suspect: Suspect, detection: Detection, there: Builder, ignore_file: str) -> Finding:
    """Return the finding for a secret that this builder does not receive and the other one does.

    ``there`` is the other builder, ``ignore_file`` what it goes by, for people.
    """
    rule = SECRET_ON_ONE_BUILDER
    name = "BuildKit" if there is Builder.BUILDKIT else "the legacy builder"
    return Finding(
        rule=rule,
        severity=rule.severity,
        confidence=detection.confidence,
        path=suspect.path,
        line=detection.line,
        message=f"{quoted(suspect.path)} {_be(detection.what)} {detection.what}, and {name} receives it. That builder reads {printable(ignore_file)}",
        advice="Exclude it there too, without a wildcard in the directories of exceptions.",
        files=1,
    )


def report_beside(suspect: Suspect, detection: Detection, context: str, dockerfile: str, taker: Source) -> Finding:
    """Return the finding for a secret in a named context, at the instruction that takes it from there."""
    rule = _RULES[detection.rule]
    unsure = detection.confidence is Confidence.LOW
    sure = detection.confidence is Confidence.HIGH and not re.search(_LOCAL_KEY, suspect.path.lower())
    what = f"{quoted(suspect.path)} of the named context {printable(context)} {_be(detection.what)} {detection.what}"
    taken = "mounts it for a command" if taker.bind else "copies it"
    doubt = ". No value in it is certainly secret" if unsure else ""
    return Finding(
        rule=rule,
        severity=Severity.INFO if unsure else rule.severity,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        path=dockerfile,
        line=taker.line,
        message=f"{what}. This instruction {taken}{doubt}",
        advice="Exclude it in the ignore file of that context.",
        bytes=suspect.noted.size,
        files=1,
    )


def _be(what: str) -> str:
    """Return the verb between a file and its secret: some files are the secret, others contain it."""
    return "is" if what.startswith(_WHOLE_FILES) else "contains"


def _fate(placement: Placement | None, dockerfile: str) -> str:
    """Say in one sentence what becomes of a file that is received."""
    if placement is None:
        return "It is received"
    shown = printable(dockerfile)
    stages = {line: stage for stage, line in placement.stages}
    if placement.image:
        first, *onward = placement.image
        if not onward:
            return f"{shown}:{first} copies it into the image"
        stage = quoted(stages.get(first, "?"))
        return f"{shown}:{first} copies it into stage {stage}, and {shown}:{onward[-1]} from there into the image"
    if placement.stages:
        stage, line = placement.stages[0]
        return f"{shown}:{line} copies it into stage {quoted(stage)}: not in the image, but in the build cache"
    if placement.mounts:
        return f"It is received, and {shown}:{placement.mounts[0]} mounts it for its command. No instruction copies it"
    return "It is received, and no instruction copies it"


def _advice(rule: str, given_back: str | None, path: str, *, named: bool) -> str:
    if named:
        return (
            "Give it to the command that needs it with RUN --mount=type=secret instead of copying it, and exclude it."
        )
    if given_back:
        exact = given_back.endswith((quoted("!" + path), quoted("!/" + path)))
        what = "delete that exception" if exact else "make that exception narrower"
        return f"{given_back} takes it back: {what}."
    before = _ADVICE.get(rule)
    return f"{before}, and exclude it in the ignore file." if before else "Exclude it in the ignore file."


def ignore_line(path: str) -> str | None:
    """Return a line that excludes just this path, special characters quoted; ``None`` if none can say it."""
    if path != path.strip() or "\n" in path or "\r" in path or not paths.is_utf8(path):
        return None
    quoted = re.sub(r"([*?\[\]\\^])", r"\\\1", path)
    return "\\" + quoted if quoted[0] in "#!" else quoted
