"""SARIF 2.1.0, as GitHub code scanning and editors read it: rules with help, locations, fingerprints that stay."""

from __future__ import annotations

import re
from urllib.parse import quote

from ctxsize.display.escaping import printable
from ctxsize.golang.text import encode
from ctxsize.report.json import dump
from ctxsize.report.place import build_name, check_place, check_words, finding_place
from ctxsize.report.rendering import PLAIN, Rendering
from ctxsize.rules import RULES
from ctxsize.rules.finding import Severity
from ctxsize.rules.fingerprint import fingerprints
from ctxsize.version import SITE, __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TextIO

    from ctxsize.gate.budget import Check
    from ctxsize.report import Report
    from ctxsize.rules.finding import Finding, Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SECRETS = "CTX2"
# GitHub sorts security findings by this number.
_SECURITY = {Severity.ERROR: "8.0", Severity.WARNING: "6.0", Severity.INFO: "3.0"}
_BUDGET = "budget"
_FINGERPRINT = "ctxsize/v1"


def write(report: Report, stream: TextIO, rendering: Rendering = PLAIN) -> None:
    """Write the findings, and the checks that failed, as one SARIF log."""
    dump(document(report, rendering), stream)


def document(report: Report, rendering: Rendering = PLAIN) -> dict[str, Any]:
    """Return the log as plain data; paths are relative to the top of the repository."""
    all_findings = [*report.findings, *report.known]
    marks = fingerprints(all_findings, dict(report.texts))
    known = len(report.findings)
    results = [
        _result(report, rendering, finding, mark, known=number >= known)
        for number, (finding, mark) in enumerate(zip(all_findings, marks, strict=True))
    ]
    results += [_failed(report, rendering, check) for check in report.gate if check.passed is False]
    return log(results, f"ctxsize/{quote(build_name(report, rendering))}/", int(report.exit_code), rendering.pages)


def log(results: list[dict[str, Any]], category: str, exit_code: int, pages: Mapping[str, str]) -> dict[str, Any]:
    """Return a log of one run; ``pages`` are the texts on rules, by code."""
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "ctxsize",
                        "semanticVersion": __version__,
                        **({"informationUri": SITE} if SITE else {}),
                        "rules": [*(_rule(rule, pages.get(rule.code)) for rule in RULES), _budget_rule()],
                    }
                },
                "automationDetails": {"id": category},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The top of the repository."}}},
                "invocations": [{"executionSuccessful": True, "exitCode": exit_code}],
                "results": results,
            }
        ],
    }


def _rule(rule: Rule, page: str | None) -> dict[str, Any]:
    """Return what is to be known of a rule; its page is the help, without links to its neighbours."""
    text = re.sub(r"\[([^\]]+)\]\((?!https?:)[^)]*\)", r"\1", page or rule.summary)
    properties: dict[str, Any] = {"tags": ["docker", "build-context"]}
    if rule.code.startswith(_SECRETS):
        properties = {"tags": ["docker", "security"], "security-severity": _SECURITY[rule.severity]}
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": properties,
        **({"helpUri": rule.url} if rule.url else {}),
    }


def _budget_rule() -> dict[str, Any]:
    text = "The build context does not keep within a limit that it is held to."
    return {
        "id": _BUDGET,
        "name": "Budget",
        "shortDescription": {"text": text},
        "fullDescription": {"text": text},
        "help": {"text": f"{text} Exclude what the build does not need, or raise the limit."},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["docker", "build-context"]},
    }


def _result(report: Report, rendering: Rendering, finding: Finding, mark: str, *, known: bool) -> dict[str, Any]:
    place = finding_place(report, rendering, finding)
    result: dict[str, Any] = {
        "ruleId": finding.rule.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{printable(finding.message)}. {printable(finding.advice)}"},
        "locations": [_location(place.file, place.line)],
        "partialFingerprints": {_FINGERPRINT: mark},
        "properties": {
            "confidence": finding.confidence.value,
            "bytes": finding.bytes,
            "files": finding.files,
        },
    }
    if place.related is not None:
        result["relatedLocations"] = [
            _location(place.related, None) | {"id": 0, "message": {"text": "What the build receives."}}
        ]
    if known:
        result["suppressions"] = [{"kind": "external", "justification": "It is in the baseline."}]
    return result


def _failed(report: Report, rendering: Rendering, check: Check) -> dict[str, Any]:
    file, line = check_place(report, rendering, check)
    return {
        "ruleId": _BUDGET,
        "level": "error",
        "message": {"text": f"{check_words(check)}."},
        "locations": [_location(file, line)],
        "partialFingerprints": {_FINGERPRINT: f"{build_name(report, rendering)} {printable(check.key)}"},
        "properties": {"over": check.over, "unit": check.unit, "limit": check.limit},
    }


def total_failed(check: Check, rendering: Rendering) -> dict[str, Any]:
    """Return the result for a limit that all builds together fail."""
    return {
        "ruleId": _BUDGET,
        "level": "error",
        "message": {"text": f"{check_words(check)}."},
        "locations": [_location(rendering.prefix or ".", None)],
        "partialFingerprints": {_FINGERPRINT: f"{rendering.prefix or '.'} {printable(check.key)}"},
        "properties": {"over": check.over, "unit": check.unit, "limit": check.limit},
    }


def _location(path: str, line: int | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(encode(path)), "uriBaseId": "%SRCROOT%"}}
    if line is not None:
        physical["region"] = {"startLine": line}
    return {"physicalLocation": physical}
