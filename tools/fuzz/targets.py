"""What is fuzzed: each target takes bytes, and may fail with an expected error only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
from ctxsize.project.bake import bake_builds
from ctxsize.project.compose import compose_builds

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


TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each
    for each in (ignore_file, dockerfile, expansion, gitignore, configuration, baseline, archive, compose, bake)
}


def attempt(target: Callable[[bytes], None], data: bytes) -> None:
    """Run a target; what a user would see as a sentence is no failure."""
    try:
        target(data)
    except CtxsizeError:
        return
