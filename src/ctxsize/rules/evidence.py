"""Why a build may need what looks as if it did not: what its instructions name, what its commands and manifests read."""

from __future__ import annotations

import re

from ctxsize.display.escaping import printable, quoted
from ctxsize.golang import paths
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.record import Record
from ctxsize.rules.running import consulted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxsize.dockerfile.sources import Source

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
"""Files in the context root that say what a build reads; those that end in one of :data:`ENDINGS` do so too."""
ENDINGS = (".gemspec", ".csproj", ".cabal", ".sh", ".mk")

_GIT_READERS = (
    r"setuptools[-_]scm|hatch[-_]vcs|versioningit|versioneer|dunamai|flit[-_]scm|setuptools[-_]git|vcs[-_]versioning"
    r"|poetry-dynamic-versioning|pdm-?.{0,40}source\s*=\s*[\"']scm|\bpbr\b|git-revision-webpack-plugin|vergen|shadow-rs"
    r"|git[-_]version|jgitver|axion-release|grgit|nebula\.release|git-commit-id|GitVersion|Nerdbank\.GitVersioning|\bMinVer\b"
    r"|SourceLink|sbt-git|sbt-dynver|reckon"
)
_GIT_COMMANDS = (
    r"(?<![.\w/-])git\b(?:[\"',\s]{1,9}-[\w-]{1,80}(?:[\"',\s=]{1,9}[^\s\"',=-]\S{0,200})?){0,9}(?:[\"',\s\[]|\)\.args?\(){1,9}"
    r"(?:describe|rev-parse|rev-list|log|show|show-ref|status|ls-files|name-rev|shortlog|tag|diff|branch|submodule|archive|lfs)\b"
)
_GO_BUILD = r"\bgo\s+(?:build|install|generate)\b"
_GO_IMAGE = r"(?:\S+/)?golang(?:[:@]|$)"
_HISTORY = (".git", ".hg", ".svn", ".bzr", ".jj", "_darcs", ".fslckout")
_TOLD_BY_NAME = r"(?i)(?:readme|licen[cs]e|copying|notice|authors|changelog|changes|history)(?:[._-].*)?"


class Command(Record):
    """One RUN of the Dockerfile: its line, and all that it says, here-documents included."""

    line: int
    text: str


class Evidence(Record):
    """What a build says about itself.

    ``sources`` are those of the target in the main context, ``commands`` and ``images`` those of all stages, and
    ``manifests`` are texts of :data:`MANIFESTS` by path.
    """

    dockerfile: str
    sources: Sequence[Source]
    commands: Sequence[Command]
    images: Sequence[str]
    manifests: Mapping[str, str]

    def needed(self, path: str) -> str | None:
        """Say in a few words why the build needs a path; ``None`` if nothing speaks for it."""
        return self._named(path) or self._history(path) or self._told(path) or self._vendored(path)

    def makes(self, made_by: str) -> int | None:
        """Return the line of the first command that a regular expression fits; ``None`` if none does."""
        return next((command.line for command in self.commands if re.search(made_by, command.text)), None)

    def _named(self, path: str) -> str | None:
        for source in self.sources:
            if source.path and _names(source, path):
                return f"{printable(self.dockerfile)}:{source.line} takes {quoted(source.text or source.path)}"
        return None

    def _history(self, path: str) -> str | None:
        if path.rpartition("/")[2] not in _HISTORY:
            return None
        for command in self.commands:
            if re.search(_GIT_COMMANDS, command.text):
                return f"the command at {printable(self.dockerfile)}:{command.line} asks git"
            if re.search(_GO_BUILD, command.text) and "-buildvcs=false" not in command.text and self._has_git():
                return f"`go build` at {printable(self.dockerfile)}:{command.line} records the commit"
        for manifest, text in consulted((command.text for command in self.commands), self.manifests):
            if re.search(_GIT_READERS, text, re.IGNORECASE) or re.search(_GIT_COMMANDS, text):
                return f"{printable(manifest)} speaks of a program that reads it"
        return None

    def _vendored(self, path: str) -> str | None:
        """Go takes the packages of ``vendor`` for its own if there are any."""
        if path.rpartition("/")[2] != "vendor":
            return None
        for command in self.commands:
            if re.search(_GO_BUILD, command.text):
                return f"`go build` at {printable(self.dockerfile)}:{command.line} takes packages from it"
        return (
            "an image of Go takes packages from it"
            if any(re.match(_GO_IMAGE, image) for image in self.images)
            else None
        )

    def _has_git(self) -> bool:
        """Whether an image that builds with Go holds git: the official ones do, but for the small ones."""
        official = any(re.match(r"(?:\S+/)?golang(?::(?!\S*alpine)|@|$)", image) for image in self.images)
        return official or any(
            re.search(r"\b(?:apk|apt|apt-get|yum|dnf)\b.*\bgit\b", command.text, re.DOTALL) for command in self.commands
        )

    def _told(self, path: str) -> str | None:
        name = path.rpartition("/")[2]
        if re.fullmatch(_TOLD_BY_NAME, name):
            for manifest, text in self.manifests.items():
                if name in text and paths.folder(manifest) == paths.folder(path):
                    return f"{printable(manifest)} names it"
        return None


def _names(source: Source, path: str) -> bool:
    """Whether a source takes this very path or something in it, and not just because it takes all that is around it."""
    if not source.wildcard:
        return source.path == path or source.path.startswith(path + "/")
    *above, last = source.path.split("/")
    if not last.strip("*.?"):
        last, above = (above[-1], above[:-1]) if above else ("", [])
    pattern = "/".join([*above, last])
    return bool(last) and not paths.has_wildcard("/".join(above)) and paths.matches(pattern, path)


def is_manifest(name: str) -> bool:
    """Whether a file in the context root may say what a build reads."""
    return name in MANIFESTS or (name.endswith(ENDINGS) and not name.endswith(IGNORE_FILE))
