"""What is fuzzed: each target takes bytes, and may fail with an expected error only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ctxsize.build.policy import _flaw
from ctxsize.config.read import _read as read_config
from ctxsize.dockerfile.parser.parse import parse as parse_dockerfile
from ctxsize.dockerfile.usage import usage
from ctxsize.dockerfile.words.expand import expand
from ctxsize.errors import CtxsizeError
from ctxsize.files.archive import holds_image
from ctxsize.gate.baseline import parse as parse_baseline
from ctxsize.git.gitignore import Layer, translate
from ctxsize.golang import paths
from ctxsize.golang.text import decode
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import parse as parse_ignore_file
from ctxsize.needs import checkouts
from ctxsize.needs.contexts import compose_builds as glanced_builds
from ctxsize.needs.exclusion import may_exclude
from ctxsize.needs.lookup import Lookup
from ctxsize.needs.model import Needs
from ctxsize.project.bake import bake_builds
from ctxsize.project.compose import compose_builds
from ctxsize.project.compose.dotenv import DotenvError
from ctxsize.project.compose.dotenv import parse as parse_environment
from ctxsize.project.lone import calls, devcontainer
from ctxsize.rules import secrets
from ctxsize.rules.catalogue import catalogue
from ctxsize.rules.detect import in_named_file, in_text

_NAMES = ("a", "a/b", "src/x.py", ".git/config", "é", "node_modules/a/b/c", "x\ny")


def ignore_file(data: bytes) -> None:
    """Parse an ignore file, and decide on some names."""
    matcher = Matcher(parse_ignore_file(data).patterns)
    for name in _NAMES:
        try:
            matcher.decide(name)
        except paths.BadPatternError:
            return


def dockerfile(data: bytes) -> None:
    """Parse a Dockerfile, and work out what its last stage uses."""
    usage(parse_dockerfile(data, "Dockerfile"), build_args={}, platform=None)


def expansion(data: bytes) -> None:
    """Expand a word: the value of ``X``, a line feed, the word."""
    value, _, word = decode(data).partition("\n")
    expand(word, {"X": value, "Y": "a/b.c", "E": ""})


def gitignore(data: bytes) -> None:
    """Translate an ignore file of git, and match some names."""
    for translated in translate([Layer(path=".gitignore", data=data)]):
        for name in _NAMES:
            try:
                translated.pattern.matches(name)
            except paths.BadPatternError:
                break


def configuration(data: bytes) -> None:
    """Read a configuration."""
    read_config("/nowhere/.ctxsize.toml", data, "/nowhere", ("/nowhere",))


def baseline(data: bytes) -> None:
    """Read a baseline."""
    parse_baseline(data.decode("utf-8", "replace"), "baseline.json")


def archive(data: bytes) -> None:
    """Look into an archive."""
    holds_image(lambda at, size: data[at : at + size])


class OneFile:
    """A disk on which there is one file, whatever it is called; implements :class:`ctxsize.project.files.Files`."""

    def __init__(self, data: bytes) -> None:
        """Keep what it holds."""
        self._data = data

    def read(self, path: str) -> bytes | None:
        """Return it under its two names."""
        return self._data if path in {"/p/compose.yaml", "/p/docker-bake.hcl"} else None

    def standard_input(self) -> bytes:
        """Return nothing."""
        return b""

    def exists(self, path: str) -> bool:
        """Whether it is this file."""
        return self.read(path) is not None

    def is_dir(self, path: str) -> bool:
        """Whether it is the directory that holds it."""
        return path in {"/", "/p"}

    def listing(self, path: str) -> Sequence[tuple[str, bool]]:
        """Return nothing."""
        del path
        return ()


def compose(data: bytes) -> None:
    """Read a Compose file."""
    compose_builds(["compose.yaml"], cwd="/p", env={"X": "a"}, disk=OneFile(data))


def bake(data: bytes) -> None:
    """Read a Bake file."""
    bake_builds(["docker-bake.hcl"], cwd="/p", env={"X": "a"}, targets=("*",), disk=OneFile(data))


# What a RUN makes the analysis look into: scripts, Makefiles and manifests, all of them the same bytes.
_READ_BY_COMMANDS = (
    *(
        "Makefile",
        "build.sh",
        "package.json",
        "justfile",
        "Taskfile.yml",
        "tox.ini",
        "noxfile.py",
        "pyproject.toml",
        "Cargo.toml",
    ),
    *(
        "Gemfile",
        "composer.json",
        "pnpm-workspace.yaml",
        ".gitmodules",
        ".git",
        ".npmrc",
        "setup.py",
        "compose.yaml",
        "go.mod",
    ),
)
_COMMANDS = """FROM base
COPY . /app
WORKDIR /app
RUN make && sh build.sh && npm ci && npm run build && just build && task build && tox && nox && pip install . && cargo build
RUN bundle install && composer install && pnpm install && go build ./... && git describe
"""


def _contexts(data: bytes) -> Lookup:
    text = data[: 64 * 1024].decode("utf-8", "replace")
    files = dict.fromkeys(_READ_BY_COMMANDS, text)
    return Lookup(lambda path: () if path else tuple(sorted(files)), files.__contains__, files.get)


def commands(data: bytes) -> None:
    """Look for what the commands of a build read: shell, Makefiles, and the manifests of package managers."""
    lookup = _contexts(data)
    parsed = parse_dockerfile(_COMMANDS.encode())
    needs = Needs("Dockerfile", parsed, [usage(parsed)], lookup)
    for statement in needs.reads:
        str(statement)
    for name in _NAMES:
        may_exclude(needs, name)
    checkouts.checkout_at(".git", lookup)
    glanced_builds(lookup.text("compose.yaml") or "")


def shell(data: bytes) -> None:
    """Look for what a RUN with this text reads."""
    text = data.decode("utf-8", "replace").replace("\nE\n", "\n")
    parsed = parse_dockerfile(f"FROM base\nCOPY . /app\nWORKDIR /app\nRUN <<E\n{text}\nE\n".encode())
    needs = Needs("Dockerfile", parsed, [usage(parsed)], _contexts(b""))
    for statement in needs.reads:
        str(statement)


def secret(data: bytes) -> None:
    """Look for secrets in a file, under each name that is looked into."""
    known = catalogue()
    data = secrets.as_utf8(data[: 64 * 1024])
    for entry in known.files:
        in_named_file(entry, ".env", data, known)
    for _ in in_text(data, known, assignments=True):
        pass


def callers(data: bytes) -> None:
    """Look for calls of docker build, and read a development container."""
    for name in ("Makefile", "package.json", ".github/workflows/a.yml"):
        calls.calls(name, data)
    devcontainer.read(".devcontainer/devcontainer.json", data)


def environment_file(data: bytes) -> None:
    """Read a .env file, as Compose does."""
    try:
        parse_environment(data, {"X": "a"})
    except DotenvError:
        return


def policy(data: bytes) -> None:
    """Look at a build policy."""
    _flaw("package docker\ndecision := {}\n" + data.decode("utf-8", "replace"))
    _flaw(data.decode("utf-8", "replace"))


TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each
    for each in (
        ignore_file,
        dockerfile,
        expansion,
        gitignore,
        configuration,
        baseline,
        archive,
        compose,
        bake,
        commands,
        shell,
        secret,
        callers,
        environment_file,
        policy,
    )
}


def attempt(target: Callable[[bytes], None], data: bytes) -> None:
    """Run a target; what a user would see as a sentence is no failure."""
    try:
        target(data)
    except CtxsizeError:
        return
