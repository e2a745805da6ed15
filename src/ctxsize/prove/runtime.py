"""What an image may need when it runs: files that the level ``less`` never takes from it."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxsize.dockerfile.sources import Usage
    from ctxsize.prove.suspects import TriedLine

_OUTPUTS = frozenset(
    {
        *(
            "dist",
            "build",
            "out",
            "output",
            "target",
            "bin",
            "lib",
            "release",
            "public",
            "static",
            "assets",
            "www",
            "site",
            "htdocs",
        ),
        *(
            "vendor",
            "node_modules",
            ".next",
            ".output",
            ".nuxt",
            "wwwroot",
            "_site",
            "webroot",
            "migrations",
            "templates",
            "locale",
        ),
    }
)
_DATA = frozenset(
    {"data", "db", "models", "model", "weights", "fixtures", "seeds", "resources", "config", "conf", "etc"}
)
_DATA_ENDINGS = (
    ".db",
    ".sqlite",
    ".sqlite3",
    ".onnx",
    ".pt",
    ".pkl",
    ".parquet",
    ".csv",
    ".mmdb",
    ".wasm",
    ".jar",
    ".war",
)
_STARTS = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK"})


def needed_at_run_time(usage: Usage, instructions: str, candidates: Sequence[TriedLine]) -> tuple[tuple[str, str], ...]:
    """Return the candidates that an image may need when it runs, each with the reason.

    Args:
        usage: what the target takes, with what it starts.
        instructions: the text of its HEALTHCHECK, which no usage holds.
        candidates: the lines.

    """
    started = [" ".join(run.instruction.args) for run in usage.runs if run.instruction.keyword in _STARTS]
    words = set(re.findall(r"[\w.@+-]+", " ".join([*started, instructions])))
    found = []
    for one in candidates:
        reason = next(_reasons(one, words), None)
        if reason is not None:
            found.append((one.pattern, reason))
    return tuple(found)


def _reasons(one: TriedLine, words: set[str]) -> Iterator[str]:
    parts = {part for path in one.files for part in path.split("/")}
    for name in sorted(parts & words):
        yield f"what the image starts names {name}"
    names = {part for path in one.files for part in path.split("/")[:-1]} | {one.pattern.strip("/").rpartition("/")[2]}
    for name in sorted(names & _OUTPUTS):
        yield f"{name} looks like the result of a build, which an image may serve"
    for name in sorted(names & _DATA):
        yield f"{name} looks like data, which an image may read when it runs"
    for path in one.files:
        if path.endswith(_DATA_ENDINGS):
            yield f"{path} looks like data, which an image may read when it runs"
