"""Which manifests a build comes to read: those of the programs that its commands run, and that those run in turn.

A Makefile says nothing about a build that never calls make. Where a command runs a script that is not among the
manifests, nobody knows what else it runs, and all of them count.
"""

from __future__ import annotations

import re

from ctxsize.ignore.parse import IGNORE_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MANIFESTS = (
    *("pyproject.toml", "setup.py", "setup.cfg", "package.json", "Cargo.toml", "build.rs", "pom.xml", "mix.exs"),
    *(
        "build.gradle",
        "build.gradle.kts",
        "settings.gradle",
        "settings.gradle.kts",
        "build.sbt",
        "Makefile",
        "GNUmakefile",
    ),
    *(
        "makefile",
        "justfile",
        "Justfile",
        "Taskfile.yml",
        "magefile.go",
        "Directory.Build.props",
        "CMakeLists.txt",
        "Rakefile",
    ),
    *("next.config.js", "next.config.ts", "next.config.mjs", "vite.config.ts", "vite.config.js", "webpack.config.js"),
)
"""Files that say what a build reads; those that end in one of :data:`ENDINGS` do so too."""
ENDINGS = (".gemspec", ".csproj", ".cabal", ".sh", ".mk")

_NODE = r"\b(?:npm|npx|pnpm|yarn|bunx?|node|turbo|nx|lerna|rush|next|vite|webpack)\b"
_PYTHON = r"\b(?:pip\d?|pipx|python[\d.]*|uv|poetry|pdm|hatch|flit|tox|nox|pixi|rye|maturin)\b"
_JAVA = r"\b(?:mvnw?|gradlew?|sbt|ant)\b"
_READERS = {
    "package.json": _NODE,
    "pyproject.toml": _PYTHON,
    "setup.py": _PYTHON,
    "setup.cfg": _PYTHON,
    "Cargo.toml": r"\b(?:cargo|cross|trunk|maturin|wasm-pack)\b",
    "build.rs": r"\b(?:cargo|cross|trunk|maturin|wasm-pack)\b",
    "pom.xml": _JAVA,
    "build.sbt": _JAVA,
    "mix.exs": r"\b(?:mix|iex|elixir)\b",
    "Makefile": r"\bg?make\b",
    "GNUmakefile": r"\bg?make\b",
    "makefile": r"\bg?make\b",
    "justfile": r"\bjust\b",
    "Justfile": r"\bjust\b",
    "Taskfile.yml": r"\b(?:go-)?task\b",
    "magefile.go": r"\bmage\b",
    "Rakefile": r"\b(?:rake|rails|bundle)\b",
}
"""What reads a manifest; of one that is not here, everything does."""
_ENDING = r"(?:^|[\s;&|(\[\"'`=,])((?:[\w.@${}-]*/)*[\w.@-]+\.(?:ba)?sh)\b"
_COMMAND = (
    r"(?:^|[;&|(`]|\b(?:RUN|then|do|else|exec|sh|bash|dash)\s)\s*(?:(?:--[\w-]+=?|\w+=)\S*\s+)*[\[\"']*"
    r"(?!/s?bin/|/usr/s?bin/)((?:[\w.@${}-]*/)+[\w.@-]+)"
)
_SCRIPTS = (_ENDING, f"(?m){_COMMAND}")
"""A script as a command names it: by its ending, or as what is run by a path."""


def consulted(commands: Iterable[str], manifests: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the manifests that a build with these commands comes to read, each with its text."""
    pending = list(commands)
    left = dict(manifests)
    names = {_name(path) for path in manifests}
    while pending:
        text = pending.pop()
        # Hardly any command names a script, and each has a slash or an ending where it does.
        if ("/" in text or "sh" in text) and any(
            _name(found) not in names for script in _SCRIPTS for found in re.findall(script, text)
        ):
            yield from left.items()
            return
        read = [path for path in left if _reads(text, path)]
        for path in read:
            pending.append(left[path])
            yield path, left.pop(path)


def _reads(text: str, manifest: str) -> bool:
    if manifest.endswith(".sh"):
        return _name(manifest) in text
    reader = _READERS.get(_name(manifest))
    return reader is None or re.search(reader, text) is not None


def _name(script: str) -> str:
    return script.rpartition("/")[2]


def is_manifest(name: str) -> bool:
    """Whether a file may say what a build reads."""
    return name in MANIFESTS or (name.endswith(ENDINGS) and not name.endswith(IGNORE_FILE))
