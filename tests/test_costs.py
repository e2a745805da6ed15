"""What a run costs, counted in what does not depend on how busy the machine is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "git", "rich", "pathspec", "yaml", "jsonschema", "jinja2", "hcl2", "pydantic", "asyncio", "xml", "http", "email",
    "multiprocessing", "sqlite3", "unittest", "tempfile", "logging", "ssl", "socket", "typer", "click", "dataclasses", "inspect",
    "tomllib", "urllib", "ipaddress", "subprocess", "difflib", "ast",
}  # fmt: skip
STANDARD = {
    "abc", "binascii", "collections", "collections.abc", "copy", "copyreg", "enum", "errno", "functools", "gc", "heapq", "itertools",
    "json", "keyword", "marshal", "math", "operator", "org", "org.python", "org.python.core", "re", "reprlib",
    "signal", "types", "weakref",
}  # fmt: skip
"""What the JSON report may load of the standard library."""
SELDOM = {
    "analysis.compare", "analysis.named_contexts", "cli.command", "cli.limits", "cli.listing",
    "cli.help", "cli.ordered", "config.budgets", "config.keys", "config.place", "config.table", "display.sizes", "files.archive", "files.write", "fix.lines.findings",
    "fix.lines.gitignore", "fix.outcome", "fix.plan", "fix.reconcile", "fix.removal_plan", "fix.session", "fix.tidy",
    "fix.verify", "gate.baseline", "gate.budget", "gate.growth", "git.gitignore", "git.objects", "git.source",
    "report.terminal", "rules.pages",
}  # fmt: skip
"""Modules of ours that only some runs need."""
DIRECTORIES, FILES_EACH = 20, 50


@pytest.fixture
def context(tmp_path: Path) -> Path:
    tmp_path.joinpath("Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    tmp_path.joinpath(".dockerignore").write_text("out\n**/*.log\n")
    for above in ("src", "out"):
        for number in range(DIRECTORIES // 2):
            directory = tmp_path / above / f"directory{number}"
            directory.mkdir(parents=True)
            for name in range(FILES_EACH):
                (directory / f"file{name}.js").write_bytes(b"")
    return tmp_path


def test_an_entry_costs_few_system_calls(context: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    calls: list[int] = []
    for root in (context / "src", context):
        (root / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
        words = [sys.executable, "-m", "ctxsize", str(root), "--format", "json"]
        done = subprocess.run(["strace", "-f", "-c", *words], capture_output=True, text=True, check=False)
        total = re.search(r"^100\.00\s+\S+\s+(?:\d+\s+)?(\d+)\s+(?:\d+\s+)?total", done.stderr, re.MULTILINE)
        if total is None:
            pytest.skip(f"strace does not run here: {done.stderr[-200:]}")
        calls.append(int(total[1]))
    # An excluded file is asked for its status once, and a directory is opened, listed twice and closed.
    excluded = DIRECTORIES // 2 * FILES_EACH
    assert calls[1] - calls[0] < excluded + DIRECTORIES // 2 * 12 + 100


def test_a_received_file_is_asked_for_status_and_attributes_once(context: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    words = [sys.executable, "-m", "ctxsize", str(context), "--format", "json"]
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=newfstatat,lstat,stat,statx,llistxattr,listxattr,getxattr", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    asked = re.findall(r"^(?:\[pid +\d+\] )?(\w+)\(.*file7\.js\"", done.stderr, re.MULTILINE)
    if not asked:
        pytest.skip(f"strace does not run here: {done.stderr[-200:]}")
    assert sum("attr" in call for call in asked) == DIRECTORIES // 2, "the attributes of the received ones"
    assert sum("stat" in call for call in asked) == DIRECTORIES, "the status of all"


def loaded(context: Path, *options: str) -> set[str]:
    """Return the modules that a run loads and Python itself does not."""
    program = "import sys; from ctxsize.cli import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    done, bare = (
        subprocess.run([sys.executable, "-c", *words], capture_output=True, text=True, check=False).stderr.split()
        for words in ([program, str(context), *options], ["import sys; print(*sys.modules, file=sys.stderr)"])
    )
    assert "ctxsize" in done, done
    return {*done} - {*bare}


@pytest.mark.parametrize(
    "options", [("--format", "json"), ("--format=text", "--full"), ("--budget", "50MB", "--format", "json")]
)
def test_an_everyday_run_loads_nothing_heavy(context: Path, options: tuple[str, ...]) -> None:
    assert sorted({name.partition(".")[0] for name in loaded(context, *options)} & HEAVY) == [], (
        "This is the path of editors and CI, and each of these costs it milliseconds. Import it inside of the function that "
        "needs it, with `# noqa: PLC0415 (the reason)`, or let a module that does be imported there."
    )


def test_the_json_report_loads_only_what_it_needs(context: Path) -> None:
    standard = {
        name
        for name in loaded(context, "--format", "json")
        if not name.startswith(("_", "ctxsize", "re.", "sre_", "json.", "importlib."))
    }
    assert sorted(standard - STANDARD) == [], "a reason is needed: see above"
    own = {name.removeprefix("ctxsize.") for name in loaded(context, "--format", "json") if name.startswith("ctxsize.")}
    assert sorted(own & SELDOM) == []
