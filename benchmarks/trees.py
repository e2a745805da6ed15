"""Trees to measure with: made of a seed, of sparse files, alike on every machine."""

from __future__ import annotations

import math
import os
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WORDS = [
    "account",
    "adapter",
    "alert",
    "asset",
    "audit",
    "avatar",
    "badge",
    "batch",
    "billing",
    "branch",
    "buffer",
    "button",
    "cache",
    "canvas",
    "cart",
    "channel",
    "chart",
    "client",
    "cluster",
    "codec",
    "color",
    "command",
    "config",
    "cursor",
    "date",
    "device",
    "dialog",
    "driver",
    "event",
    "export",
    "field",
    "filter",
    "font",
    "footer",
    "form",
    "gateway",
    "graph",
    "grid",
    "header",
    "hook",
    "icon",
    "image",
    "import",
    "index",
    "input",
    "invoice",
    "item",
    "job",
    "kernel",
    "label",
    "layer",
    "layout",
    "ledger",
    "link",
    "list",
    "loader",
    "locale",
    "lock",
    "log",
    "mail",
    "map",
    "menu",
    "message",
    "metric",
    "mixin",
    "modal",
    "model",
    "module",
    "motion",
    "node",
    "number",
    "order",
    "packet",
    "page",
    "panel",
    "parser",
    "patch",
    "path",
    "payment",
    "plan",
    "plugin",
    "point",
    "policy",
    "pool",
    "port",
    "price",
    "proxy",
    "query",
    "queue",
    "range",
    "rate",
    "reader",
    "record",
    "region",
    "render",
    "report",
    "request",
    "response",
    "role",
    "route",
    "rule",
    "scale",
    "schema",
    "scope",
    "search",
    "session",
    "shape",
    "sheet",
    "shop",
    "signal",
    "slot",
    "socket",
    "source",
    "stage",
    "state",
    "store",
    "stream",
    "style",
    "table",
    "tag",
    "task",
    "team",
    "test",
    "theme",
    "thread",
    "ticket",
    "timer",
    "token",
    "topic",
    "trace",
    "track",
    "tree",
    "type",
    "unit",
    "user",
    "value",
    "vector",
    "vendor",
    "video",
    "view",
    "wallet",
    "watch",
    "widget",
    "window",
    "worker",
    "zone",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A part of a tree: where it is, what share of the files is in it, and what these look like."""

    place: str
    share: float
    per_directory: int
    depth: int
    endings: tuple[str, ...]
    inner: tuple[str, ...] = ()


_CODE = (".ts", ".ts", ".tsx", ".css", ".json", ".md", ".test.ts")
_PACKAGE = (".js", ".js", ".js", ".js.map", ".d.ts", ".mjs", ".json", ".md")
_PYTHON = (".py", ".py", ".pyi", ".so")

AREAS = {
    "small": (
        Area(place="src/app", share=0.4, per_directory=9, depth=3, endings=(".py", ".html", ".css")),
        Area(place="tests", share=0.15, per_directory=9, depth=2, endings=(".py", ".json")),
        Area(place="docs", share=0.1, per_directory=8, depth=2, endings=(".md", ".png")),
        Area(place=".venv/lib/python3.12/site-packages", share=0.35, per_directory=8, depth=2, endings=_PYTHON),
    ),
    "medium": (
        Area(
            place="node_modules", share=0.85, per_directory=9, depth=4, endings=_PACKAGE, inner=("dist", "lib", "src")
        ),
        Area(place=".git/objects", share=0.1, per_directory=24, depth=1, endings=("",)),
        Area(place="src", share=0.03, per_directory=9, depth=5, endings=_CODE),
        Area(place="dist", share=0.015, per_directory=20, depth=2, endings=(".js", ".map", ".svg")),
        Area(place="coverage", share=0.005, per_directory=20, depth=2, endings=(".html",)),
    ),
    "large": (
        Area(
            place="node_modules", share=0.36, per_directory=17, depth=4, endings=_PACKAGE, inner=("dist", "lib", "src")
        ),
        Area(
            place="packages/web/node_modules", share=0.16, per_directory=17, depth=4, endings=_PACKAGE, inner=("lib",)
        ),
        Area(place="packages/web/src", share=0.1, per_directory=12, depth=7, endings=_CODE),
        Area(place="packages/web/dist", share=0.06, per_directory=22, depth=3, endings=(".js", ".map", ".svg")),
        Area(
            place="services/api/.venv/lib/python3.12/site-packages",
            share=0.08,
            per_directory=12,
            depth=3,
            endings=_PYTHON,
        ),
        Area(place="services/api/app", share=0.05, per_directory=10, depth=6, endings=_PYTHON),
        Area(place="crates/core/target/debug", share=0.08, per_directory=120, depth=2, endings=(".o", ".d", ".rlib")),
        Area(place=".git/objects", share=0.06, per_directory=60, depth=1, endings=("",)),
        Area(place="data", share=0.05, per_directory=50, depth=3, endings=(".csv", ".parquet", ".jsonl")),
    ),
}
FILES = {"small": 300, "medium": 60_000, "large": 1_000_000}
GROWTH = (300_000, 3_000_000)
"""Files of a large tree and of one that is ten times as large."""

LINES = """\
# what is made, and what is fetched
.git
**/node_modules
**/.venv
**/venv
**/__pycache__
**/*.pyc
**/.pytest_cache
**/.mypy_cache
**/.ruff_cache
**/dist
**/build
**/target
**/coverage
**/.next
**/.cache
# what people keep beside the code
*.log
**/*.log
**/*.tmp
**/*.swp
**/.DS_Store
**/Thumbs.db
.idea
.vscode
*.md
!README.md
docs
!docs/index.md
tests
**/*.test.ts
**/*.spec.ts
**/*.map
# how it is run
Dockerfile*
docker-compose*.yml
.env
.env.*
!.env.example
.github
.gitlab-ci.yml
Makefile
data/**/*.parquet
"""
"""An ignore file of 40 patterns, of which three are exceptions."""


def many_lines() -> str:
    """Return an ignore file of 400 patterns, of which fifty are exceptions."""
    chance = random.Random("ignore file")
    shapes = (
        "**/{a}.log", "**/*.{a}", "{a}/{b}", "{a}.txt", "packages/{a}-*/tmp", "**/{a}-{b}", "services/*/{a}/*.bak",
        "data/{a}/20[01]?", "**/{a}?.csv", "{a}*", "packages/**/{a}/__{b}__", "docs/{a}/**", "*/{a}/*.o",
    )  # fmt: skip
    exceptions = (
        "!packages/{a}-{b}/dist", "!**/{a}.d.ts", "!services/*/app/{a}", "!data/{a}/2020/**", "!docs/{a}/*.md", "!{a}.json",
    )  # fmt: skip
    lines = [
        chance.choice(exceptions if number % 8 == 7 else shapes).format(a=chance.choice(WORDS), b=chance.choice(WORDS))
        for number in range(376)
    ]
    kept = [line for line in LINES.splitlines() if not line.startswith("#")]
    return "\n".join([*kept, *lines][:400]) + "\n"


def make(root: Path, size: str, files: int | None = None) -> int:
    """Make a tree, unless it is there already; return how many files it has.

    Args:
        root: its directory.
        size: ``small``, ``medium`` or ``large``: which kind of project.
        files: how many, if not as many as belong to the size.

    """
    wanted = files or FILES[size]
    done = root.with_name(root.name + ".made")
    if done.exists() and done.read_text() == f"{size} {wanted}":
        return wanted
    chance = random.Random(size)
    root.mkdir(parents=True)
    made = 0
    for name in ("README.md", "package.json", "Makefile", ".env", ".env.example"):
        _file(f"{root}/{name}", 500)
        made += 1
    for area in AREAS[size]:
        count = round(area.share * wanted) if area is not AREAS[size][-1] else wanted - made
        made += _fill(f"{root}/{area.place}", area, count, chance)
    (root / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (root / ".dockerignore").write_text(LINES)
    done.write_text(f"{size} {wanted}")
    return wanted


def _fill(place: str, area: Area, files: int, chance: random.Random) -> int:
    left = files
    for directory in _directories(place, area, chance):
        os.makedirs(directory, exist_ok=True)
        here = min(left, max(1, round(chance.lognormvariate(math.log(area.per_directory), 0.5))))
        for number in range(here):
            stem = f"{chance.getrandbits(152):038x}" if area.endings == ("",) else chance.choice(WORDS)
            _file(
                f"{directory}/{stem}{number or ''}{chance.choice(area.endings)}", int(chance.lognormvariate(7.5, 1.8))
            )
        left -= here
        if not left:
            return files
    raise AssertionError


def _directories(place: str, area: Area, chance: random.Random) -> Iterator[str]:
    """Yield ever more directories of an area; some in others, never the same twice."""
    known = [place]
    yield place
    number = 0
    while True:
        number += 1
        above = chance.choice(known[-200:])
        if above.count("/") - place.count("/") >= area.depth or chance.random() < 0.3:
            above = place
        name = f"{chance.choice(WORDS)}-{number}"
        known.append(f"{above}/{name}")
        yield known[-1]
        for inner in area.inner:
            if chance.random() < 0.4:
                known.append(f"{above}/{name}/{inner}")
                yield known[-1]


def _file(path: str, size: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
    os.ftruncate(handle, size)
    os.close(handle)


TRACKED = 10_000


def repository(root: Path, files: int = TRACKED) -> None:
    """Make a git repository with a branch ``main`` and a commit of six changes after it; the same on every machine."""
    if (root / ".git").exists():
        return
    for number in range(files):
        directory = root / f"src/part{number % 40:02}/module{number % 400:03}"
        directory.mkdir(parents=True, exist_ok=True)
        (directory / f"file{number:05}.py").write_text(f"# {number}\n" * (1 + number % 90))
    (root / "Dockerfile").write_text("FROM python:3.13\nCOPY . /app\n")
    (root / ".dockerignore").write_text(".git\n**/__pycache__\n*.log\n")
    _git(root, "init", "-qb", "main")
    _commit(root)
    _git(root, "switch", "-qc", "work")
    for file in [*sorted(root.glob("src/part00/module000/*.py"))[:5], root / "new.py"]:
        with file.open("a") as stream:
            stream.write("# more\n")
    _commit(root)
    _git(root, "repack", "-adq")


def _commit(root: Path) -> None:
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", "x")


def _git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    time = "2025-01-01T00:00:00Z"
    environment = {**os.environ, "GIT_AUTHOR_DATE": time, "GIT_COMMITTER_DATE": time, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, env=environment)
