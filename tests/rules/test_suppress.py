"""Comments that keep a rule quiet: what they cover, and that nothing is lost without a word."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import ctxsize
from ctxsize.errors import ExitCode
from ctxsize.report import Report, terminal
from ctxsize.report import json as json_report
from ctxsize.rules.finding import Finding

NOTE = "# ctxsize: ignore"


def report(root: Path, dockerfile: str, ignore: str, *ignored: str) -> Report:
    (root / "Dockerfile").write_text(f"FROM scratch\n{dockerfile}\n")
    (root / ".dockerignore").write_text(ignore)
    (root / "d").mkdir(exist_ok=True)
    (root / "d/node_modules").mkdir(exist_ok=True)
    (root / "d/node_modules/x.js").write_text("1")
    (root / "d/key.pem").write_text("-----BEGIN PRIVATE KEY-----\n" + "MIIE" * 30 + "\n")
    return ctxsize.analyze(str(root), select=["CTX202", "CTX301", "CTX404"], ignore=ignored)


def idle(root: Path, dockerfile: str, ignore: str) -> list[Finding]:
    report(root, dockerfile, ignore)
    return [finding for finding in ctxsize.analyze(str(root)).findings if finding.rule.code == "CTX309"]


def codes(found: Report) -> list[str]:
    return [finding.rule.code for finding in found.findings]


@pytest.mark.parametrize(
    ("dockerfile", "ignore", "quiet"),
    [
        ("COPY d /", "node_modules\nd/*.pem", []),
        ("COPY d /", f"{NOTE} CTX301 because it comes later\nnode_modules\nd/*.pem", ["CTX301"]),
        ("COPY d /", f"{NOTE} pattern-matches-nothing\nnode_modules\nd/*.pem", ["CTX301"]),
        ("COPY d /", "#ctxsize:ignore CTX3\n# and this is why\nnode_modules\nd/*.pem", ["CTX301"]),
        ("COPY d /", f"{NOTE} CTX301\n\nnode_modules\nd/*.pem", []),
        ("COPY d /", f"{NOTE} CTX302\nnode_modules\nd/*.pem", []),
        ("COPY d /", f"{NOTE} CTX999\nnode_modules\nd/*.pem", []),
        ("COPY d /", f" {NOTE} CTX301\nnode_modules\nd/*.pem", []),
        ("COPY d /", f"{NOTE} CTX301\nd/*.pem\nnode_modules", []),
        ("COPY d /", f"**/node_modules\nd/*\n{NOTE} CTX202 because it is a test's\n!d/*.pem", ["CTX202"]),
        ("COPY d /", f"**/node_modules\n{NOTE} CTX202 d because it is a test's", ["CTX202"]),
        ("COPY d /", f"**/node_modules\n{NOTE} CTX301, CTX202 **/*.pem", ["CTX202"]),
        ("COPY d /", f"**/node_modules\n{NOTE} CTX202 e", []),
        (f"{NOTE} CTX404 because it is optional\nCOPY x* /", "", ["CTX404"]),
        (f"  {NOTE} CTX404\n# more\n\n\nCOPY x* /", "", []),
        (f"COPY \\\n  {NOTE} CTX404\n  x* /", "", ["CTX404"]),
        (f"{NOTE} CTX404\nCOPY . /y\nCOPY x* /", "**/node_modules\n**/*.pem", []),
        (f"{NOTE} CTX202 d/*.pem\nCOPY d /", "**/node_modules", ["CTX202"]),
    ],
)
def test_what_a_comment_covers(tmp_path: Path, dockerfile: str, ignore: str, quiet: list[str]) -> None:
    found = report(tmp_path, dockerfile, ignore)
    assert [row.finding.rule.code for row in found.suppressed] == quiet
    everything = report(tmp_path, dockerfile.replace("ctxsize", "nothing"), ignore.replace("ctxsize", "nothing"))
    assert sorted(codes(found) + quiet) == sorted(codes(everything))


def test_what_is_kept_quiet_is_said(tmp_path: Path) -> None:
    found = report(tmp_path, "COPY d /", f"{NOTE} CTX301 because it comes later\nnode_modules\nd/*.pem")
    assert (found.findings, found.exit_code) == ((), ExitCode.CLEAN)
    text = io.StringIO()
    terminal.write(found, text)
    assert "1 finding silenced by comments" in text.getvalue()
    text = io.StringIO()
    json_report.write(found, text)
    (row,) = json.loads(text.getvalue())["suppressed"]
    assert (row["finding"]["code"], row["by"], row["reason"]) == ("CTX301", ".dockerignore:1", "it comes later")


def test_a_rule_that_is_ignored_is_not_kept_quiet(tmp_path: Path) -> None:
    found = report(tmp_path, "COPY d /", "node_modules\nd/*.pem", "CTX301")
    assert (found.findings, found.suppressed) == ((), ())


@pytest.mark.parametrize(
    ("dockerfile", "ignore", "line", "words"),
    [
        ("COPY . /", f"{NOTE} CTX999\n", 1, "'CTX999': there is no such rule"),
        ("COPY . /", f"x\n{NOTE} CTX202, CTX310 d\n", 2, "Did you mean CTX"),
        ("COPY . /", "# ctxsize: ingore CTX301\nx\n", 1, "is not understood: write"),
        ("COPY . /", f"{NOTE}\nx\n", 1, "is not understood: write"),
        ("COPY . /", f"{NOTE} CTX301 because of a reason that is gone\nd/node_modules", 1, "keeps nothing quiet"),
        (f"{NOTE} CTX404\nCOPY d* /", "x", 2, "keeps nothing quiet"),
        (f"{NOTE} CTX44\nCOPY d* /", "x", 2, "there is no such rule"),
    ],
)
def test_a_comment_that_does_nothing_is_a_finding(
    tmp_path: Path, dockerfile: str, ignore: str, line: int, words: str
) -> None:
    assert [(row.line, words in f"{row.message}. {row.advice}") for row in idle(tmp_path, dockerfile, ignore)] == [
        (line, True)
    ]


@pytest.mark.parametrize(
    ("dockerfile", "ignore"),
    [
        ("COPY . /", f"{NOTE} CTX301 because it comes later\nnode_modules"),
        ("COPY d /", f"{NOTE} CTX301 because another build takes all\nx"),
        ("COPY . /", f"{NOTE} CTX202 e because another build has it\n{NOTE} CTX304\nx"),
        ("COPY . /", f"{NOTE} CTX202,CTX301 because of this\nx"),
        (f"COPY . /\nFROM scratch AS other\n{NOTE} CTX404\nCOPY d* /\nFROM scratch\nCOPY d /", ""),
        ("COPY . /", "# says ctxsize: ignore CTX999\n#ctxsize is a tool\nx"),
    ],
)
def test_a_comment_that_may_do_something_is_none(tmp_path: Path, dockerfile: str, ignore: str) -> None:
    assert idle(tmp_path, dockerfile, ignore) == []


def test_a_comment_for_a_rule_that_is_ignored_is_not_idle(tmp_path: Path) -> None:
    report(tmp_path, "COPY . /", f"{NOTE} CTX301 because of this\nx")
    assert ctxsize.analyze(str(tmp_path), select=["CTX309"]).findings == ()
    assert ctxsize.analyze(str(tmp_path), select=["CTX309", "CTX301"]).findings != ()
