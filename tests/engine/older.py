"""What an older engine does otherwise than the one that is simulated: each as measured, with a recorded case."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tests.engine.cases import Case

SIMULATED: Final = 28
"""The engine's major version whose ways the simulation has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Something that engines before ``SIMULATED`` do otherwise.

    ``case`` is the id of the recorded case that shows it, in ``testdata/conformance/older``. ``explains`` tells whether
    it accounts for a sentence about a case; what it does not account for is a difference like any other.
    """

    case: str
    summary: str
    explains: Callable[[Case, str], bool]


def _two_bytes_for_each_empty_attribute(case: Case, sentence: str) -> bool:
    empty = sum(list(entry.get("xattrs", {}).values()).count("") for entry in case["tree"])
    exact = re.match(r"(\d+) bytes instead of (\d+)$", sentence)
    if exact is None:
        return empty > 0 and " instead of " in sentence
    more = int(exact[1]) - int(exact[2])
    return more % 2 == 0 and 0 < more <= 2 * empty


def _link_that_leads_nowhere(case: Case, sentence: str) -> bool:
    failed = "not predicted: .*failed to calculate checksum of ref REF: "
    missing = re.match(rf'{failed}(?:"(/.*)": not found|too many symlinks: (/.*))$', sentence)
    links = [(entry["path"], entry["target"]) for entry in case["tree"] if entry["type"] == "symlink"]
    # What is beside the context is a named one.
    beside = [(entry["path"], entry["target"]) for entry in case.get("around", []) if entry["type"] == "symlink"]
    links += [(path.partition("/")[2], target) for path, target in beside]
    ends = {posixpath.normpath(posixpath.join(f"/{posixpath.dirname(path)}", target)) for path, target in links}
    # The engine spells a letter that is none to print by its number.
    return (
        missing is not None
        and re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), missing[1] or missing[2]) in ends
    )


def _link_through_itself(case: Case, sentence: str) -> bool:
    links = [entry for entry in case["tree"] if entry["type"] == "symlink"]
    through = [link for link in links if link["target"].startswith(f"{posixpath.basename(link['path'])}/..")]
    return sentence.startswith("a false alarm: ") and any(repr(link["path"]) in sentence for link in through)


def _directive_behind_a_check(case: Case, sentence: str) -> bool:
    texts = [entry.get("content", "") for entry in [*case["tree"], *case.get("around", [])] if entry["type"] == "file"]
    return sentence.startswith("not refused, but the engine stops: ") and any(
        re.match(r"(?:#[^\n]*\n)*#\s*check\s*=[^\n]*\n(?:#[^\n]*\n)*#\s*(?:escape|syntax)\s*=", text) for text in texts
    )


WAYS: Final = (
    Way(
        case="older-empty-attribute",
        summary="an empty extended attribute takes two bytes less on the wire",
        explains=_two_bytes_for_each_empty_attribute,
    ),
    Way(
        case="older-name-not-utf8",
        summary="a name that is not UTF-8 is sent like any other",
        explains=lambda _, sentence: sentence.startswith("refused, but") and "not valid UTF-8" in sentence,
    ),
    Way(
        case="older-run-not-utf8",
        summary="a RUN that is not UTF-8 is sent like any other",
        explains=lambda _, sentence: (
            sentence.startswith("refused, but") and "RUN holds a byte that is not UTF-8" in sentence
        ),
    ),
    Way(
        case="older-chmod-not-octal",
        summary="a --chmod that is not an octal number does no harm",
        explains=lambda _, sentence: (
            sentence.startswith("refused, but the engine builds it") and "--chmod is " in sentence
        ),
    ),
    Way(
        case="older-check-not-an-error",
        summary="build checks are unknown: neither the directive nor the build argument makes one an error",
        explains=lambda _, sentence: (
            sentence.startswith("refused, but the engine ")
            and any(
                words in sentence
                for words in (
                    "asks for build checks to be errors",
                    "the check directive has",
                    'a second "check" directive',
                )
            )
        ),
    ),
    Way(
        case="older-directive-behind-check",
        summary="a check directive is a comment, behind which there are no directives",
        explains=_directive_behind_a_check,
    ),
    Way(
        case="older-git-source",
        summary="a source that ends in /.git is taken for a repository, and the build is refused",
        explains=lambda _, sentence: any(
            words in sentence
            for words in ("source can't be a git ref for COPY", "error fetching default branch for repository")
        ),
    ),
    Way(
        case="older-malformed-pattern-unseen",
        summary="a malformed pattern fails only a build that asks for the context",
        explains=lambda case, sentence: (
            re.match(r"refused, but the engine builds it: \S*\.dockerignore:\d+: ", sentence) is not None
            and case["buildkit"]["transferred"] is None
        ),
    ),
    Way(
        case="older-stray-byte-in-brackets",
        summary="a byte that is not UTF-8 does no harm between the brackets of a pattern",
        explains=lambda _, sentence: (
            re.match(
                r"refused, but the engine (builds it|loads the context): \S*\.dockerignore:\d+: '.*\\x[89a-f]", sentence
            )
            is not None
        ),
    ),
    Way(
        case="older-exclude-flag",
        summary="COPY and ADD have no --exclude without a syntax directive",
        explains=lambda _, sentence: "unknown flag: exclude" in sentence,
    ),
    Way(
        case="older-dangling-link-below-wildcard",
        summary="a wildcard source fails over a link, in a directory that it matches, that leads nowhere",
        explains=_link_that_leads_nowhere,
    ),
    Way(
        case="older-link-through-itself",
        summary="a link that leads through itself and up again (l -> l/..) leads to its directory and beyond",
        explains=_link_through_itself,
    ),
)


def older_way(version: str, case: Case, sentences: Sequence[str]) -> str | None:
    """Return what explains every one of the sentences if the engine of this version is an older one, else ``None``."""
    if int(version.partition(".")[0]) >= SIMULATED:
        return None
    found = [next((way.summary for way in WAYS if way.explains(case, sentence)), None) for sentence in sentences]
    known = [summary for summary in found if summary is not None]
    return "; ".join(dict.fromkeys(known)) if len(known) == len(found) else None
