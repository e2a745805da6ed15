"""Asking BuildKit: what the client says it transferred, and what the engine has of it."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path
from typing import Final

from tests.engine.api import CacheRecord
from tests.engine.cases import BuildKitAnswer, Case, NamedContextAnswer, Received
from tests.engine.engine import Engine
from tests.engine.progress import MAIN, Progress
from tests.engine.tree import CONTEXT, arguments, listing

_SOURCE: Final = "local source for "
_TIMEOUT: Final = 300.0
_PATIENCE: Final = 2.0
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")
_FLAGS: Final = ("--progress=rawjson", "--output=type=cacheonly", "--network=none")
_REPLACED: Final = (
    # Which of two reports of one failure arrives first is left to chance.
    (
        re.compile(r"^ERROR: failed to build: failed to run Build function: "),
        "ERROR: failed to build: failed to solve: ",
    ),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}::[0-9a-z]+"), "REF"),
    (re.compile(r"\b[0-9a-z]{25}::[0-9a-z]{25}\b"), "REF"),
    (re.compile(r"/\S*?/(?:root|docker)/(?:buildkit|vfs|overlay2|tmp)/(?:executor/|dir/)?[^/\s]+"), "ENGINE"),
)


def ask_buildkit(engine: Engine, case: Case, around: Path) -> BuildKitAnswer:
    """Build the case, whose trees stand in ``around``, and tell what the engine received."""
    with engine.alone():
        engine.revive()
        if engine.owned:
            engine.api.prune()
        before = {record.id for record in engine.api.cache_records()}
        done = _build(engine, case, around)
        progress = Progress()
        progress.read(done.stderr)
        error = None if done.returncode == 0 else neutral("\n".join(progress.errors[:1]) or done.stderr[-300:], around)
        last_words = _last_words(engine) if error else None
        if last_words is not None:
            return _answer_of_the_dead(progress, error, last_words)
        return _answer(engine, progress, error, before)


def _build(engine: Engine, case: Case, around: Path) -> subprocess.CompletedProcess[str]:
    command = [
        str(engine.buildx),
        "build",
        *_FLAGS,
        *arguments(case, around),
        case.get("ctxarg", str(around / CONTEXT)),
    ]
    return run_client(command, engine.environment() | case.get("env", {}), around)


def run_client(command: list[str], environment: dict[str, str], around: Path) -> subprocess.CompletedProcess[str]:
    """Run a client in the directory around the context, whatever its exit code; its output may hold any bytes."""
    return subprocess.run(
        command,
        env=environment,
        cwd=around,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=_TIMEOUT,
        check=False,
    )


def _last_words(engine: Engine) -> str | None:
    """Return what the engine said at its end if the build has killed it, and start it again."""
    words = engine.last_words()
    return words if engine.revive() else None


def _answer_of_the_dead(progress: Progress, error: str | None, words: str) -> BuildKitAnswer:
    sent = progress.bytes.get(MAIN)
    return {
        "ok": False,
        "error": error,
        "transferred": printed(sent),
        "transferred_bytes": sent,
        "received": None,
        "crashed": words,
    }


def _answer(engine: Engine, progress: Progress, error: str | None, before: set[str]) -> BuildKitAnswer:
    sent = progress.bytes.get(MAIN)
    answer: BuildKitAnswer = {
        "ok": error is None,
        "error": error,
        "transferred": printed(sent),
        "transferred_bytes": sent,
        "received": _received(engine, progress, before, MAIN),
    }
    named = sorted({*progress.loads.values(), *progress.ignore_loads.values()} - {MAIN})
    if named:
        answer["contexts"] = {name: _named(engine, progress, before, name) for name in named}
    return answer


def _named(engine: Engine, progress: Progress, before: set[str], name: str) -> NamedContextAnswer:
    return {
        "transferred_bytes": progress.bytes.get(name),
        "received": _received(engine, progress, before, name),
    }


def _received(engine: Engine, progress: Progress, before: set[str], name: str) -> list[Received] | None:
    """List what arrived of a context; None where the load failed.

    While a build's last hold on a record is being let go, the engine does not list the record: so ask more than once.
    """
    if name not in progress.bytes:
        return []
    if name in progress.broken:
        return None
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        record = _newest_load(engine, progress, before, name)
        try:
            if record is not None:
                return listing(engine.layer(record.id))
        except FileNotFoundError:
            pass
        time.sleep(0.02)
    return None


def _newest_load(engine: Engine, progress: Progress, before: set[str], name: str) -> CacheRecord | None:
    """Find the record of a context's load.

    The load of the ignore file, unless the two are one, leaves a record of the same description, and comes first.
    """
    loads = [
        record
        for record in engine.api.cache_records()
        if record.id not in before and record.description == f"{_SOURCE}{name}"
    ]
    if len(loads) <= (name in progress.ignore_loads.values() and name not in progress.merged):
        return None
    return max(loads, key=lambda record: record.created)


def neutral(text: str, around: Path) -> str:
    """Replace what differs from run to run: directories and the names of records."""
    text = text.replace(str(around / CONTEXT), "CONTEXT").replace(str(around), "AROUND")
    for pattern, word in _REPLACED:
        text = pattern.sub(word, text)
    return text


def printed(count: int | None) -> str | None:
    """Return a byte count as the BuildKit client prints it: steps of a thousand, two decimals above bytes."""
    if count is None:
        return None
    if count < 1000:
        return f"{count}B"
    value, unit = float(count), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.2f}{_UNITS[unit]}"
