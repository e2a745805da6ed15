"""The other programs, as far as they are installed: what walks and measures, what walks and matches, what only matches."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Command

_BARE = """
import os, sys
from collections import deque
def walk(pending, enough):
    size = 0
    while pending and len(pending) < enough:
        place = pending.popleft() if enough < 1 << 40 else pending.pop()
        handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        for entry in os.scandir(handle):
            if entry.is_dir(follow_symlinks=False):
                pending.append(place + "/" + entry.name)
            else:
                size += entry.stat(follow_symlinks=False).st_size
        os.close(handle)
    return size
pending = deque([sys.argv[1]])
walk(pending, 200)
workers = os.cpu_count()
children = []
for number in range(1, workers):
    child = os.fork()
    if not child:
        walk(deque(list(pending)[number::workers]), 1 << 40)
        os._exit(0)
    children.append(child)
walk(deque(list(pending)[::workers]), 1 << 40)
for child in children:
    os.waitpid(child, 0)
"""
_DOCKER_PY = """
import sys
from docker.utils.build import exclude_paths
lines = open(sys.argv[2], encoding="utf-8").read().splitlines()
patterns = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
print(len(exclude_paths(sys.argv[1], patterns)))
"""
_NODE = """
const fs = require("fs"), path = require("path");
const ignore = require(process.argv[3] + "/@balena/dockerignore");
const matcher = ignore().add(fs.readFileSync(process.argv[2], "utf8"));
const root = process.argv[1];
let files = 0, bytes = 0;
function walk(directory) {
  for (const entry of fs.readdirSync(path.join(root, directory), {withFileTypes: true})) {
    const name = directory ? directory + "/" + entry.name : entry.name;
    if (entry.isDirectory()) walk(name);
    else if (!matcher.ignores(name)) { files++; bytes += fs.lstatSync(path.join(root, name)).size; }
  }
}
walk("");
console.log(files, bytes);
"""
_MATCH_CTXSIZE = """
import sys
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import parse
matcher = Matcher(parse(open(sys.argv[2], "rb").read()).patterns)
excluded = 0
states = {"": matcher.root}
def state(directory):
    found = states.get(directory)
    if found is None:
        above, _, name = directory.rpartition("/")
        found = states[directory] = state(above).child(name, directory)
    return found
for line in open(sys.argv[1], encoding="utf-8"):
    path = line[:-1]
    directory, _, name = path.rpartition("/")
    excluded += state(directory).file(name, path)[0]
print(excluded)
"""
_MATCH_PATHSPEC = """
import sys, pathspec
lines = open(sys.argv[2], encoding="utf-8").read().splitlines()
try:
    spec = pathspec.GitIgnoreSpec.from_lines(lines, backend="best")
except TypeError:
    spec = pathspec.GitIgnoreSpec.from_lines(lines)
print(sum(spec.match_file(line[:-1]) for line in open(sys.argv[1], encoding="utf-8")))
"""
_MATCH_RE2 = """
import sys, re2
from ctxsize.ignore.parse import parse
from ctxsize.ignore.pattern import Kind, go_source
options = re2.Options()
options.max_mem = 1 << 28
which = re2.Set.FullMatchSet(options)
patterns = parse(open(sys.argv[2], "rb").read()).patterns
for pattern in patterns:
    which.Add("(?:" + go_source(pattern.text).removeprefix("^").removesuffix("$") + ")(?:/.*)?")
which.Compile()
excluded = 0
for line in open(sys.argv[1], encoding="utf-8"):
    hits = which.Match(line[:-1])
    excluded += bool(hits) and not patterns[max(hits)].exception
print(excluded)
"""
_MATCH_NODE = """
const fs = require("fs");
const ignore = require(process.argv[3] + "/@balena/dockerignore");
const matcher = ignore().add(fs.readFileSync(process.argv[2], "utf8"));
let excluded = 0;
for (const path of fs.readFileSync(process.argv[1], "utf8").split("\\n")) if (path) excluded += matcher.ignores(path);
console.log(excluded);
"""
_WALKERS = {
    "du": ("du", "-sb"),
    "gdu": ("gdu", "-npa"),
    "dua": ("dua", "-A"),
    "dust": ("dust", "-s"),
    "ncdu": ("ncdu", "-0", "-o", "/dev/null"),
    "diskus": ("diskus", "-b"),
    "fd": ("fd", "-H", "-I", "-t", "f", "."),
    "fdfind": ("fdfind", "-H", "-I", "-t", "f", "."),
}
THREADS = "two threads of C that list and stat"
PURE = "ctxsize, pure Python"
NODE_MODULES = os.environ.get("NODE_PATH", "node_modules")


def ctxsize(*options: str) -> list[str]:
    """Return the words that run ctxsize as it is in this checkout, or as installed."""
    return [sys.executable, "-m", "ctxsize", *options]


def pure(*options: str) -> Command:
    """Return ctxsize without its compiled form."""
    return Command(name=PURE, words=ctxsize(*options), environment={"CTXSIZE_PURE": "1"})


def walkers(tree: Path) -> list[Command]:
    """Return the programs that walk a tree and add up what is in it."""
    return [Command(name=name, words=[*words, str(tree)]) for name, words in _WALKERS.items() if shutil.which(name)]


def bare_walk(tree: Path) -> Command:
    """Return the least that a Python program can do that is to know all sizes: list, ask for each status, add up."""
    return Command(name="os.scandir and stat, all processors", words=[sys.executable, "-c", _BARE, str(tree)])


def threads_of_c(directory: Path, tree: Path) -> list[Command]:
    """Return the least that a compiled program can do, compiled into ``directory``; none without a compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return []
    program = directory / "two_threads"
    source = Path(__file__).with_name("two_threads.c")
    subprocess.run([compiler, "-O2", "-pthread", source, "-o", program], check=True)
    return [Command(name=THREADS, words=[str(program), str(tree), "2"])]


def matching_walkers(tree: Path, ignore_file: Path, *, slow: bool) -> list[Command]:
    """Return the programs that walk a tree by an ignore file; ``slow`` is whether the tree is a large one."""
    found = []
    if importlib.util.find_spec("docker"):
        words = [sys.executable, "-c", _DOCKER_PY, str(tree), str(ignore_file)]
        found.append(Command(name="docker-py", words=words, slow=slow))
    if shutil.which("docker-devtools"):
        words = ["docker-devtools", "build-context", "ls", "--size", "--whole-context", str(tree)]
        found.append(Command(name="docker-devtools", words=words, slow=slow))
    if _has_node():
        found.append(Command(name="@balena/dockerignore", words=_node(_NODE, tree, ignore_file), slow=slow))
    return found


def matchers(paths: Path, ignore_file: Path, *, slow: bool) -> list[Command]:
    """Return ctxsize's matcher and the others, each reading the paths from a file, one a line.

    ``slow`` is whether there are many: then without the one that takes minutes.
    """

    def python(name: str, program: str) -> Command:
        return Command(name=name, words=[sys.executable, "-c", program, str(paths), str(ignore_file)])

    found = [python("ctxsize", _MATCH_CTXSIZE)]
    if importlib.util.find_spec("pathspec"):
        found.append(python("pathspec", _MATCH_PATHSPEC))
    if importlib.util.find_spec("re2"):
        found.append(python("re2.Set", _MATCH_RE2))
    if _has_node() and not slow:
        found.append(Command(name="@balena/dockerignore", words=_node(_MATCH_NODE, paths, ignore_file)))
    return found


def missing() -> list[str]:
    """Return the names of the programs that are not installed."""
    walking = [name for name in _WALKERS if not shutil.which(name)]
    if "fd" in walking and "fdfind" not in walking:
        walking.remove("fd")
    elif "fdfind" in walking:
        walking.remove("fdfind")
    modules = {"docker": "docker-py", "pathspec": "pathspec", "re2": "re2.Set"}
    return [
        *walking,
        *(name for module, name in modules.items() if not importlib.util.find_spec(module)),
        *([] if _has_node() else ["@balena/dockerignore"]),
        *([] if shutil.which("docker-devtools") else ["docker-devtools"]),
        *([] if shutil.which("docker") else ["the docker CLI"]),
    ]


def versions() -> list[str]:
    """Return what the installed programs call themselves."""
    asked: list[Sequence[str]] = [
        (sys.executable, "-V"), ("du", "--version"), ("gdu", "-v"), ("dua", "--version"), ("dust", "--version"),
        ("ncdu", "-v"), ("diskus", "--version"), ("fd", "--version"), ("fdfind", "--version"), ("node", "-v"), ("docker", "--version"),
        ("docker-devtools", "--version"),
    ]  # fmt: skip
    told = []
    for words in asked:
        if shutil.which(words[0]):
            lines = subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip().splitlines()
            if lines:
                name, said = Path(words[0]).name, " ".join(lines[0].split()).replace("Version: ", "")
                told.append(said if name.split("3")[0] in said.lower() else f"{name} {said}")
    for module, package in (("docker", "docker"), ("pathspec", "pathspec"), ("re2", "google-re2")):
        if importlib.util.find_spec(module):
            told.append(f"{package} {importlib.metadata.version(package)}")
    if _has_node():
        package = json.loads(Path(NODE_MODULES, "@balena/dockerignore/package.json").read_text())
        told.append(f"{package['name']} {package['version']}")
    return told


def _has_node() -> bool:
    return shutil.which("node") is not None and Path(NODE_MODULES, "@balena/dockerignore").is_dir()


def _node(program: str, *arguments: Path) -> list[str]:
    return ["node", "-e", program, *map(str, arguments), str(Path(NODE_MODULES).resolve())]
