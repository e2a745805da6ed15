"""Generated projects for ``--fix``: what it must hold of each, asked again once more files have come to lie there.

    python -m tools.fixes 10000 [--from SEED] [--jobs N]

draws so many projects: packages of several ecosystems, Dockerfiles, platforms, lines of the author's, what git ignores, what
work leaves behind. Each says of itself what its builds need, now and later. The ignore file is written, the later files
are made, and each property is asked of every Dockerfile, platform and builder. The same seed makes the same project.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import ctxsize
from ctxsize.build.request import Request
from ctxsize.errors import CtxsizeError
from ctxsize.fix.block import FixOptions, Style
from ctxsize.fix.candidates import FROM_GIT
from ctxsize.fix.plan import propose
from ctxsize.golang.paths import with_directories
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import IGNORE_FILE, parse, pattern_of
from tools.repositories import Repository

BUILDERS = ("buildkit", "legacy")
PLATFORMS = ("linux/amd64", "linux/arm64")
SECRETS = frozenset({".env", ".env.production", "notes/.env.production"})
"""Paths that no line may let in."""


@dataclass(slots=True)
class Part:
    """Something that a project has: its files, what git ignores of it, what work makes, what an image takes and needs.

    ``tracked`` are sources; ``made`` is what work makes and git ignores; ``ignored`` are lines of git's for that. ``steps``
    are instructions, ``needs`` the paths that they need, there or not; ``waste`` is what none of them can use.
    """

    tracked: Sequence[str] = ()
    made: Sequence[str] = ()
    ignored: Sequence[str] = ()
    steps: Sequence[str] = ()
    needs: Sequence[str] = ()
    waste: Sequence[str] = ()
    image: str = "debian"


def node(at: str) -> Part:
    """A package of npm that the image installs and builds."""
    return Part(
        tracked=[f"{at}package.json", f"{at}package-lock.json", f"{at}src/index.ts", f"{at}src/lib/util.ts", f"{at}public/a.png"],
        made=[f"{at}node_modules/a/index.js", f"{at}dist/main.js", f"{at}coverage/lcov.info", f"{at}npm-debug.log"],
        ignored=["node_modules/", "dist", "coverage", "*.log"],
        steps=[f"COPY {at or '.'} /w/", "WORKDIR /w", "RUN npm ci && npm run build"],
        needs=[f"{at}package.json", f"{at}package-lock.json", f"{at}src/index.ts", f"{at}src/later/b.ts", f"{at}public/later.svg"],
        waste=[f"{at}node_modules/a/index.js", f"{at}node_modules/later/index.js"],
        image="node:22",
    )  # fmt: skip


def python(at: str) -> Part:
    """A Python program with a list of requirements."""
    return Part(
        tracked=[f"{at}requirements.txt", f"{at}app/__init__.py", f"{at}app/main.py", f"{at}app/data/words.csv"],
        made=[f"{at}.venv/pyvenv.cfg", f"{at}.venv/bin/python", f"{at}app/__pycache__/main.cpython-312.pyc", f"{at}.pytest_cache/v/a", f"{at}db.sqlite3"],
        ignored=[".venv", "__pycache__/", "*.py[cod]", ".pytest_cache/", "*.sqlite3"],
        steps=[f"COPY {at or '.'} /p/", "WORKDIR /p", "RUN pip install -r requirements.txt"],
        needs=[f"{at}requirements.txt", f"{at}app/main.py", f"{at}app/later/mod.py", f"{at}app/data/later.csv"],
        waste=[f"{at}app/__pycache__/main.cpython-312.pyc", f"{at}.venv/bin/python"],
        image="python:3.13",
    )  # fmt: skip


def golang(at: str) -> Part:
    """A Go module; git stands in its image, so that the history may be read."""
    return Part(
        tracked=[f"{at}go.mod", f"{at}go.sum", f"{at}main.go", f"{at}internal/build/build.go", f"{at}cmd/app/main.go"],
        made=[f"{at}coverage.out", f"{at}bin/app"],
        ignored=["coverage.out", "/bin/"],
        steps=[f"COPY {at or '.'} /g/", "WORKDIR /g", "RUN go build -o /app ./..."],
        needs=[f"{at}go.mod", f"{at}go.sum", f"{at}main.go", f"{at}internal/build/build.go", f"{at}internal/later/x.go"],
        image="golang:1.24",
    )  # fmt: skip


def rust(at: str) -> Part:
    """A crate that is built in the image."""
    return Part(
        tracked=[f"{at}Cargo.toml", f"{at}Cargo.lock", f"{at}src/main.rs", f"{at}src/target/mod.rs"],
        made=[f"{at}target/debug/app", f"{at}target/CACHEDIR.TAG"],
        ignored=["/target"] if not at else [f"/{at}target"],
        steps=[f"COPY {at or '.'} /r/", "WORKDIR /r", "RUN cargo build --release --locked"],
        needs=[f"{at}Cargo.toml", f"{at}Cargo.lock", f"{at}src/main.rs", f"{at}src/target/mod.rs", f"{at}src/later.rs"],
        waste=[f"{at}target/debug/app", f"{at}target/release/later"],
        image="rust:1",
    )


def jars(at: str) -> Part:
    """Archives that are made before the image and taken by name."""
    return Part(
        tracked=[f"{at}pom.xml", f"{at}src/Main.java"],
        made=[f"{at}target/app.jar", f"{at}target/lib/dep.jar", f"{at}target/classes/Main.class"],
        ignored=["target/", "*.class"],
        steps=[f"COPY {at}target/*.jar /app/", f"COPY {at}target/lib/ /app/lib/"],
        needs=[f"{at}target/app.jar", f"{at}target/lib/dep.jar", f"{at}target/later.jar", f"{at}target/lib/later.jar"],
        image="eclipse-temurin:21",
    )


def models(at: str) -> Part:
    """A directory of data that git ignores in part and an instruction names."""
    return Part(
        tracked=[f"{at}models/README.md"],
        made=[f"{at}models/v1.pt", f"{at}models/deep/v1.bin"],
        ignored=["models/*.pt", "*.bin"],
        steps=[f"COPY {at}models/ /models/"],
        needs=[f"{at}models/v1.pt", f"{at}models/deep/v1.bin", f"{at}models/v2.pt", f"{at}models/deep/later.bin"],
    )


def site(at: str) -> Part:
    """A site that is built before the image."""
    return Part(
        tracked=[f"{at}site/index.md"],
        made=[f"{at}site/dist/index.html", f"{at}site/dist/assets/a.css"],
        ignored=["dist"],
        steps=[f"COPY {at}site/dist /usr/share/nginx/html"],
        needs=[f"{at}site/dist/index.html", f"{at}site/dist/assets/a.css", f"{at}site/dist/assets/later.js"],
        image="nginx",
    )


def script(at: str) -> Part:
    """Files that commands read by name, one of them ignored by git."""
    return Part(
        tracked=[f"{at}build.sh", f"{at}conf/app.conf"],
        made=[f"{at}VERSION", f"{at}conf/local.conf"],
        ignored=["VERSION", "*local*"],
        steps=[f"COPY {at or '.'} /s/", "WORKDIR /s", "RUN sh build.sh", "RUN cat VERSION && cp conf/local.conf /etc/"],
        needs=[f"{at}build.sh", f"{at}VERSION", f"{at}conf/local.conf"],
    )


def platforms(at: str) -> Part:
    """A program for each platform, made before the image."""
    return Part(
        made=[f"{at}out/app-amd64", f"{at}out/app-arm64", f"{at}out/notes.txt"],
        ignored=["out"],
        steps=["ARG TARGETARCH", f"COPY {at}out/app-$TARGETARCH /app"],
        needs=[f"{at}out/app-amd64", f"{at}out/app-arm64"],
    )


def mounted(at: str) -> Part:
    """A directory that is mounted, and a file of it that git ignores."""
    return Part(
        tracked=[f"{at}certs/ca.crt"],
        made=[f"{at}certs/local.pem2"],
        ignored=["*.pem2"],
        steps=[f"RUN --mount=type=bind,source={at}certs,target=/c cp -r /c /etc/ssl"],
        needs=[f"{at}certs/ca.crt", f"{at}certs/local.pem2", f"{at}certs/later.pem2"],
    )


def third_party(at: str) -> Part:
    """Somebody else's project, tracked with its ignore file, which says nothing of this one."""
    return Part(
        tracked=[
            f"{at}third_party/zlib/.gitignore",
            f"{at}third_party/zlib/zlib.c",
            f"{at}CMakeLists.txt",
            f"{at}main.c",
        ],
        made=[f"{at}build/CMakeCache.txt", f"{at}main.o"],
        ignored=["build/", "*.o"],
        steps=[f"COPY {at or '.'} /z/", "WORKDIR /z", "RUN mkdir -p build && cd build && cmake .. && make"],
        needs=[f"{at}CMakeLists.txt", f"{at}main.c", f"{at}third_party/zlib/zlib.c", f"{at}third_party/zlib/later.c"],
        image="gcc:14",
    )


def laravel(at: str) -> Part:
    """Directories that are kept in git by an ignore file in each of them."""
    return Part(
        tracked=[f"{at}composer.json", f"{at}composer.lock", f"{at}app/Http/A.php",
                 f"{at}storage/logs/.gitignore", f"{at}storage/cache/.gitignore"],
        made=[f"{at}storage/logs/laravel.log", f"{at}storage/cache/0a", f"{at}vendor/autoload.php"],
        ignored=["/vendor" if not at else "vendor/"],
        steps=[f"COPY {at or '.'} /l/", "WORKDIR /l", "RUN composer install"],
        needs=[f"{at}composer.json", f"{at}composer.lock", f"{at}app/Http/A.php", f"{at}app/later/B.php"],
        image="composer:2",
    )  # fmt: skip


def history(at: str) -> Part:
    """An image that asks git for its version."""
    del at
    return Part(
        tracked=["Makefile", "version.h.in"],
        steps=["COPY . /h/", "RUN cd /h && git describe --always"],
        needs=[".git/HEAD"],
    )


Loads: TypeAlias = dict[tuple[str, str, str], set[str]]
"""What is received, by Dockerfile, builder and platform."""
PARTS = (
    node, python, golang, rust, jars, models, site, script, platforms, mounted, history, third_party, laravel,
)  # fmt: skip
ODD = "zlib-of-others.tmp"
"""A line of an ignore file of somebody else's."""
CONTENTS = {
    "third_party/zlib/.gitignore": f"{ODD}\n*.c~\n*.lo\n",
    "storage/logs/.gitignore": "*\n!.gitignore\n",
    "storage/cache/.gitignore": "*\n!.gitignore\n",
    "web/.gitignore": "*.tmp\n/local\n!keep.tmp\nbuild\n",
    "services/.gitignore": "/api/*.gen\n.cache\nout/\n",
    "a/.gitignore": "target\n*.pem2\n!certs/\n",
}
"""What is in a file, by how its path ends; one line says where it is from in all others."""
MISTAKES = (
    "dist # built", '"logs"', "{tmp,out}", "// editors", "./docs", "!app  # the program", "src\\dist", "[", "/web/dist/", "!", "#",
    "target//classes", "**/node_modules/**", "!**/keep.txt", "/", ".", "../x", "*.{log,tmp}",
)  # fmt: skip
"""What authors write and do not mean."""
PLACES = ("", "", "", "web/", "services/api/", "a/")
DIRT = (
    ".DS_Store", ".idea/workspace.xml", ".vscode/settings.json", "debug.log", ".env", ".env.production", "dump.sql", "image.tar",
    "logs/app.log", ".main.swp", "web/.DS_Store", "tmp/cache/a", ".claude/worktrees/w1/.git", ".claude/worktrees/w1/a.ts",
    "core.1234", "backup.sql.gz", ".next/cache/a", "packages/b/node_modules/x/i.js", "packages/c/node_modules/x/i.js",
)  # fmt: skip
SOME_GIT = (
    ".env*", "!.env.production", ".vscode/*", "!.vscode/settings.json", "[Ll]ogs/", "*.log", "build/", "tmp", ".idea", "*.swp",
    "out/", "!web/", "*.sql", "src[!a-z]gen", "**/gen/", "[Bb]in/",
)  # fmt: skip
AUTHORS = (
    "**/node_modules", "node_modules", "dist", "target/", "!target/*.jar", "!target/lib/*.jar", "**/build", "!web/build", "*.md",
    "!models/README.md", ".*", "!.env.production", "*", "!src", "!package*.json", "!app", "!requirements.txt", "*.lock", "**/*.log",
    "logs", "web/", "!web/src", "docs", "**/.env*", "tmp/", "*/", "!go.*", "!main.go", "**", "!Cargo.*", "out", "models/deep",
)  # fmt: skip
LATER = ("README2.md", "docs/later.md", "packages/d/node_modules/y.js", "src/build/later.ts", "later.log", "web/src/new.ts",
    "web/build/later.js", "target/later.txt", "logs/later.log", "notes/.env.production", "unity/a.meta", "deep/er/dist/x.js")  # fmt: skip
"""What comes to lie there besides."""


@dataclass(slots=True)
class Project:
    """A project as it is drawn."""

    tracked: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)
    gitignore: list[str] = field(default_factory=list)
    author: list[str] = field(default_factory=list)
    dockerfiles: dict[str, list[str]] = field(default_factory=dict)
    needs: dict[str, set[str]] = field(default_factory=dict)
    waste: set[str] = field(default_factory=set)
    orders: FixOptions = field(default_factory=FixOptions)
    builder: str = "buildkit"
    platform: str | None = None
    ignore_file: str = IGNORE_FILE
    end: str = "\n"
    mark: str = ""

    @property
    def text(self) -> bytes:
        """The author's ignore file."""
        return (self.mark + "".join(f"{line}{self.end}" for line in self.author)).encode()

    @property
    def later(self) -> set[str]:
        """All paths that are not there at first."""
        wanted = set(LATER).union(*self.needs.values(), self.waste)
        return wanted - self.tracked - self.made - {".git/HEAD"}


def draw(seed: int) -> Project:
    """Return the project of a seed."""
    chance = random.Random(seed)  # noqa: S311 (the same case for a seed)
    project = Project()
    names = ["Dockerfile", *chance.sample(["worker.Dockerfile", "Dockerfile.dev"], chance.choice([0, 0, 1, 1, 2]))]
    ignored: list[str] = []
    shared: list[Part] = []
    for name in names:
        steps: list[str] = []
        needs: set[str] = set()
        for number in range(chance.choice([1, 1, 2, 3])):
            part = chance.choice(PARTS)(chance.choice(PLACES))
            if shared and chance.random() < 0.3:
                part = chance.choice(shared)
            shared.append(part)
            steps += [f"FROM {part.image} AS s{number}", *part.steps]
            needs.update(part.needs)
            project.tracked.update(part.tracked)
            project.made.update(part.made)
            ignored += part.ignored
            if number:
                steps.append(f"COPY --from=s{number - 1} / /before/")
        project.dockerfiles[name] = steps
        project.needs[name] = needs
    project.waste.update(path for part in shared for path in part.waste)
    project.made.update(chance.sample(DIRT, chance.randrange(6)))
    ignored = [line for line in dict.fromkeys(ignored) if chance.random() < 0.9]
    ignored += chance.sample(SOME_GIT, chance.randrange(5))
    chance.shuffle(ignored)
    project.gitignore = ignored
    project.author = chance.sample(AUTHORS, chance.choice([0, 0, 1, 2, 3, 5]))
    project.orders = FixOptions(
        style=Style.ALLOW if chance.random() < 0.1 else Style.DENY,
        unsafe=chance.random() < 0.15,
        tidy=chance.random() < 0.2,
    )
    project.builder = chance.choice(["buildkit", "buildkit", "legacy"])
    if project.builder == "buildkit" and chance.random() < 0.3:
        project.platform = ",".join(PLATFORMS)
    if chance.random() < 0.3:
        project.author += chance.sample(MISTAKES, chance.choice([1, 1, 2]))
        chance.shuffle(project.author)
    nested = [path for path in ("web/.gitignore", "services/.gitignore", "a/.gitignore") if chance.random() < 0.2]
    project.tracked.update(path for path in nested if any(one.startswith(path[:-10]) for one in project.tracked))
    project.end = chance.choice(["\n", "\n", "\n", "\r\n"])
    project.mark = chance.choice(["", "", "", "\ufeff"])
    if project.builder == "buildkit" and chance.random() < 0.15:
        project.ignore_file = "Dockerfile.dockerignore"
    _settle(project)
    return project


def _settle(project: Project) -> None:
    """See that no file stands where a directory must."""
    every = project.tracked | project.made | project.later
    directories = {above for path in every for above in with_directories(path)[:-1]}
    for group in (project.tracked, project.made, project.waste, *project.needs.values()):
        group.difference_update(directories)


class Case:
    """A project on disk, fixed and asked."""

    def __init__(self, repository: Repository, project: Project) -> None:
        """Write it."""
        self.repository, self.project, self.root = repository, project, repository.root
        repository.clear()
        for name, steps in project.dockerfiles.items():
            self._write(name, "\n".join(steps) + "\n")
        self._write(".gitignore", "".join(f"{line}\n" for line in project.gitignore))
        self.file = self.root / project.ignore_file
        if project.author or project.ignore_file != IGNORE_FILE:
            self.file.write_bytes(project.text)
        for path in sorted(project.tracked):
            self._write(path, next((text for end, text in CONTENTS.items() if path.endswith(end)), "source\n"))
        repository.git("add", "-A")
        self.tracked = {name for name in repository.git("ls-files", "-z").decode().split("\0") if name}
        for path in sorted(project.made):
            self._write(path, "x" * 20_000)

    def _write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def request(self, name: str = "Dockerfile", builder: str | None = None, platform: str | None = None) -> Request:
        """Return the build of one Dockerfile."""
        project = self.project
        return Request.of(
            str(self.root), builder or project.builder, str(self.root / name), None, None, platform or project.platform
        )

    def received(self, name: str, builder: str, platform: str | None) -> set[str] | None:
        """Return what a build receives now; ``None`` where it is refused."""
        try:
            found = ctxsize.simulate(str(self.root), builder, dockerfile=str(self.root / name), platform=platform)
        except CtxsizeError:
            return None
        return {entry.path for entry in found.entries if entry.type != "dir"}

    def loads(self) -> Loads:
        """Return what each Dockerfile receives on each builder, for each platform."""
        found = {}
        for name in self.names:
            for builder in BUILDERS if self.project.ignore_file == IGNORE_FILE else BUILDERS[:1]:
                several = "TARGETARCH" in " ".join(self.project.dockerfiles[name]) and self.project.platform
                kinds = PLATFORMS if builder == "buildkit" and several else PLATFORMS[:1]
                for platform in kinds:
                    load = self.received(name, builder, platform)
                    if load is not None:
                        found[name, builder, platform] = load
        return found

    def findings(self) -> set[tuple[str, str, str]]:
        """Return all findings, by what they are about; a line is known by its text."""
        found: set[tuple[str, str, str]] = set()
        for name in self.names:
            try:
                report = ctxsize.analyze(str(self.root), self.project.builder, dockerfile=str(self.root / name))
            except CtxsizeError:
                continue
            texts = dict(enumerate(self.file.read_text("utf-8-sig").splitlines(), 1)) if self.has_file else {}
            found |= {
                (
                    name,
                    one.rule.code,
                    texts.get(one.line or 0, "") if one.path == self.project.ignore_file else one.path,
                )
                for one in report.findings
            }
        return found

    @property
    def has_file(self) -> bool:
        """Whether there is an ignore file."""
        return self.file.is_file()

    @property
    def names(self) -> list[str]:
        """The Dockerfiles that read the ignore file."""
        return list(self.project.dockerfiles) if self.project.ignore_file == IGNORE_FILE else ["Dockerfile"]

    def broken(self) -> Iterator[str]:
        """Yield what does not hold."""
        orders = self.project.orders
        author = self.file.read_bytes() if self.has_file else b""
        try:
            proposal = propose(self.request(), orders)
        except CtxsizeError:
            return
        if not proposal.changes:
            return
        is_deny = orders.style is Style.DENY
        before, found_before = self.loads(), self.findings() if is_deny else set()
        self.file.write_bytes(proposal.new)
        block = [line for group in proposal.groups for line in group.lines]
        if propose(self.request(), orders).new != proposal.new:
            yield "6: a second run changes something"
        after = self.loads()
        yield from (f"1: {build} is refused" for build in before.keys() - after.keys())
        author_says = _Says(author)
        yield from self._of_author(author_says, _Says(proposal.new), before, after)
        if is_deny:
            yield from self._new_findings(block, found_before)
            yield from self._lines(block, proposal.new, author)
            yield from self._tracked(before, after)
        for path in sorted(self.project.later):
            if not any(place in self.tracked for place in with_directories(path)[:-1]):
                self._write(path, "later")
        later = self.loads()
        yield from self._lacking(later, author_says)
        if is_deny and not orders.unsafe and not self.project.author:
            yield from self._left(later)
        if is_deny:
            yield from self._committed(proposal.new)

    def _committed(self, new: bytes) -> Iterator[str]:
        """Yield what would change in a clean clone, in which the ignore file is committed, and nothing is but what git tracks."""
        self.repository.git("add", "-f", self.project.ignore_file)
        self.repository.git("clean", "-ffdxq")
        again = propose(self.request(), self.project.orders)
        if again.new != new:
            lost = sorted(set(new.decode().splitlines()) - set(again.new.decode().splitlines()))
            more = sorted(set(again.new.decode().splitlines()) - set(new.decode().splitlines()))
            yield f"4: in a clean clone something changes: less {lost}, more {more}"

    def _new_findings(self, block: Sequence[str], before: set[tuple[str, str, str]]) -> Iterator[str]:
        """Yield findings that were not there; what an exception lets in that a build needs is let in with all its faults."""
        needed = _Says(b"".join(line[1:].encode() + b"\n" for line in block if line.startswith("!")))
        # The finding that counts up what git ignores names just the first, which is another one once that is gone.
        counted = {name for name, code, _ in before if code == FROM_GIT}
        for finding in sorted(self.findings() - before):
            if finding[1].startswith("CTX3") and finding[2] not in (*self.project.author, *block):
                continue  # the author's line, mended: what it says now may be said elsewhere
            if not needed.excludes(finding[2]) and not (finding[1] == FROM_GIT and finding[0] in counted):
                yield f"6: new finding {finding}"

    def _tracked(self, before: Loads, after: Loads) -> Iterator[str]:
        """Yield tracked files that do not arrive any more."""
        for build in before.keys() & after.keys():
            for path in sorted((before[build] - after[build]) & self.tracked):
                if not _certain(path):
                    yield f"3: tracked {path} is lost for {build}"

    def _lacking(self, later: Loads, author: _Says) -> Iterator[str]:
        """Yield what a build needs, is there, and does not arrive."""
        orders = self.project.orders
        for (name, builder, platform), load in later.items():
            if orders.unsafe and orders.style is Style.ALLOW and "COPY . " in " ".join(self.project.dockerfiles[name]):
                continue  # what is known to be needed, and nothing proves that it is all
            other_platform = f"app-{'arm64' if platform.endswith('amd64') else 'amd64'}"
            for path in sorted(self.project.needs[name] - load):
                if path.endswith(other_platform) or author.excludes(path):
                    continue
                if (self.root / path).exists():
                    yield f"1: {name} ({builder}, {platform}) needs {path}"

    def _of_author(self, author: _Says, now: _Says, before: Loads, after: Loads) -> Iterator[str]:
        project = self.project
        words = {
            part.removeprefix("source=")
            for steps in project.dockerfiles.values()
            for step in steps
            for word in step.split()[1:-1]
            for part in (word.split(",") if word.startswith("--mount") else [word])
        }
        texts = {word.replace("$TARGETARCH", platform.rpartition("/")[2]) for word in words for platform in PLATFORMS}
        named = [pattern for text in texts if (pattern := pattern_of(text.removeprefix("--"))) is not None]
        for path in sorted(self.tracked | project.made | project.later):
            if author.excludes(path) and not now.excludes(path):
                asked = any(pattern.matches(place) for pattern in named for place in with_directories(path))
                # --tidy moves an exception that does nothing below the line that overrules it.
                asked = asked or (project.orders.tidy and author.names(path))
                if not asked or path in SECRETS:
                    yield f"2: {path} is let in"
            if author.excepts(path) and now.excludes(path):
                yield f"2: the author's exception for {path} is lost"
        for build, load in after.items():
            for path in sorted(load - before.get(build, load)):
                if author.excludes(path) and path in SECRETS:
                    yield f"2: {path} is received by {build}"

    def _lines(self, block: Sequence[str], new: bytes, author: bytes) -> Iterator[str]:
        """Yield lines that keep nothing away, and more of them than anyone would write."""
        every = sorted(self.tracked | self.project.made | {self.project.ignore_file})
        excluded = {path for path in every if _Says(new).excludes(path)}
        own = {row.strip() for row in author.removeprefix("\ufeff".encode()).split(b"\n")}
        for line in block:
            if ODD in line:
                yield "4: a line of somebody else's"
            if line.startswith("!"):
                continue
            less = new.replace(f"\n{line}\n".encode(), b"\n", 1) if new.count(f"\n{line}\n".encode()) == 1 else None
            if less is None or line.encode() in own or line.startswith(".git"):
                continue
            if {path for path in every if _Says(less).excludes(path)} == excluded:
                yield f"4: {line} keeps nothing away"
        names = [line.strip("/").rpartition("/")[2] for line in block if not line.startswith("!")]
        for name in sorted(set(names)):
            if names.count(name) > 3:
                yield f"5: {names.count(name)} lines for {name}"

    def _left(self, later: Loads) -> Iterator[str]:
        """Yield waste that is still received though nothing needs it."""
        needed = set().union(*self.project.needs.values())
        whole = {
            name
            for name, steps in self.project.dockerfiles.items()
            if name in self.names and any(step.startswith("COPY . ") for step in steps)
        }
        if whole != set(self.names) or len(whole) != 1:
            return
        for path in sorted(self.project.waste & self.project.made - needed):
            if not self.tracked.isdisjoint(with_directories(path)):
                continue
            for build, load in later.items():
                if path in load:
                    yield f"7: {build} receives {path}"


def _certain(path: str) -> bool:
    """Whether a rule of certainty names a tracked path."""
    name = path.rpartition("/")[2]
    return path.startswith(".git/") or name in {".DS_Store", ".main.swp"} or "node_modules/" in path


class _Says:
    """What a text says of paths, there or not, on BuildKit."""

    def __init__(self, text: bytes) -> None:
        self._lines = [line for line in parse(text).lines if line.pattern is not None]
        self._patterns = [line.pattern for line in self._lines if line.pattern is not None]
        self._matcher = Matcher(self._patterns)

    def excludes(self, path: str) -> bool:
        """Whether a path does not arrive."""
        return self._matcher.decide(path)[0]

    def names(self, path: str) -> bool:
        """Whether some exception names a path, whatever comes of it."""
        return any(one.exception and any(map(one.matches, with_directories(path))) for one in self._patterns)

    def excepts(self, path: str) -> bool:
        """Whether an exception that names the path itself has the last word about it."""
        _, number = self._matcher.decide(path)
        return (
            0 <= number < len(self._patterns)
            and self._patterns[number].exception
            and self._patterns[number].matches(path)
        )


def broken(repository: Repository, seed: int) -> str:
    """Try one project; return what does not hold, empty where all does."""
    faults = list(dict.fromkeys(Case(repository, draw(seed)).broken()))
    return f"seed {seed}: {'; '.join(faults[:6])}" if faults else ""


def all_broken(seeds: Iterable[int]) -> Iterator[str]:
    """Yield what does not hold in these projects; one repository serves for all of them."""
    with tempfile.TemporaryDirectory(prefix="ctxsize-") as directory:
        repository = Repository(Path(directory).resolve())
        repository.speak_for_itself()
        yield from filter(None, (broken(repository, seed) for seed in seeds))


def _all_broken(seeds: range) -> list[str]:
    return list(all_broken(seeds))


def main() -> int:
    """Try many projects and print what does not hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    size = 50
    last = given.first + given.count
    pieces = [range(first, min(first + size, last)) for first in range(given.first, last, size)]
    count = 0
    with ProcessPoolExecutor(given.jobs) as pool:
        for faults in pool.map(_all_broken, pieces):
            count += len(faults)
            for fault in faults:
                print(fault, flush=True)
    print(f"{given.count} projects, {count} in which something does not hold")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
