"""Who asks git during a build: commands, Go's stamp, back ends and plugins that take the version from a tag."""

from __future__ import annotations

import re

from ctxsize.display.escaping import printable
from ctxsize.golang import paths
from ctxsize.needs.running import consulted
from ctxsize.needs.statement import Certainty, Evidence, Statement
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxsize.needs.commands import Command
    from ctxsize.needs.lookup import Lookup
    from ctxsize.needs.mapping import Layout

_GIT = ".git"
_ASKS = frozenset({
    "describe", "rev-parse", "rev-list", "log", "show", "show-ref", "status", "ls-files", "name-rev", "shortlog", "tag", "diff",
    "branch", "submodule", "archive", "lfs", "symbolic-ref", "diff-index", "ls-tree", "cat-file", "for-each-ref", "blame",
})  # fmt: skip
_ASKS_FOR_CHANGES = frozenset({"status", "diff", "diff-index"})
_VERSION_READERS = (
    r"setuptools[-_]scm|hatch[-_]vcs|versioningit|versioneer|dunamai|flit[-_]scm|setuptools[-_]git|vcs[-_]versioning"
    r"|poetry-dynamic-versioning|pdm-?.{0,40}source\s*=\s*[\"']scm|\bpbr\b|git-revision-webpack-plugin|vergen|shadow-rs"
    r"|git[-_]version|jgitver|axion-release|grgit|nebula\.release|git-commit-id|GitVersion|Nerdbank\.GitVersioning|\bMinVer\b"
    r"|SourceLink|sbt-git|sbt-dynver|reckon"
)
_GIT_LIBRARIES = (
    r"\bsimple-git\b(?!-)|\bgit-rev-sync\b|\bgit-repo-info\b|\bgit-last-commit\b|\bgit-commit-info\b|\bgit-describe\b|\bgitlog\b"
    r"|\bisomorphic-git\b|\bnodegit\b|\bvite-plugin-git[\w-]*|\bunplugin-info\b|\bGitPython\b|\bpygit2\b|\bdulwich\b"
)
"""Packages through which a program, also one that builds, asks git."""
_FAILING_READERS = r"(?i)setuptools[-_]scm|hatch[-_]vcs|versioningit|flit[-_]scm|\bpbr\b|poetry-dynamic-versioning|source\s*=\s*[\"']scm"
"""Those that stop the build where there is no history."""
_FALLBACKS = (
    *("fallback-version", "fallback_version", "default-version", "pretend_version", "pbr_version", "versioning_bypass"),
    *("raise-on-error=false", "raise-on-error = false"),
)
"""What gives a version where there is no history, in lower case."""
_GIT_IN_TEXT = (
    r"(?<![.\w/-])git\b(?:[\"',\s]{1,9}-[\w-]{1,80}(?:[\"',\s=]{1,9}[^\s\"',=-]\S{0,200})?){0,9}(?:[\"',\s\[]|\)\.args?\(){1,9}"
    r"(?:describe|rev-parse|rev-list|log|show|show-ref|status|ls-files|name-rev|shortlog|tag|diff|branch|submodule|archive|lfs)\b"
)
_GO_IMAGE = r"(?:\S+/)?golang(?::(?P<tag>\S+)|@|$)"
_FIRST_STAMP = (1, 18)


class HistoryReader(Record):
    """Who reads the history: the statement, whether it also asks if the work tree was changed, and whether it is Go's stamp."""

    statement: Statement
    changes: bool
    stamp: bool = False


def readers(
    commands: Sequence[Command], images: Sequence[str], manifests: Mapping[str, str], layout: Layout, lookup: Lookup
) -> list[HistoryReader]:
    """Return who reads the history of the context.

    Args:
        commands: all that the build runs.
        images: what its stages start from.
        manifests: the texts of files that say what commands do, by path.
        layout: where the context lies in the image.
        lookup: the context.

    """
    has_git = _has_git(commands, images)
    found = [reader for command in commands for reader in _of(command, layout, lookup, has_git=has_git)]
    told = any(
        _falls_back(" ".join((*command.env, command.text))) or any(map(_falls_back, command.run.env))
        for command in commands
    )
    texts = [f"{command.run.instruction.keyword} {command.text}" for command in commands]
    for manifest, text in consulted(texts, manifests):
        if any(reader.statement.evidence.file == manifest for reader in found):
            continue
        named = re.search(_VERSION_READERS, text, re.IGNORECASE)
        match = named or re.search(_GIT_IN_TEXT, text) or re.search(_GIT_LIBRARIES, text)
        if match is None:
            continue
        line = text.count("\n", 0, match.start()) + 1
        evidence = Evidence(manifest, line, text[match.start() : match.end()][:80])
        fails = named is not None and bool(re.search(_FAILING_READERS, named[0])) and not told
        fails = fails and not _falls_back(text)
        statement = Statement(
            path=_GIT,
            verb="reads",
            words=f"{printable(manifest)}:{line} names {printable(evidence.text)}, which reads it",
            evidence=evidence,
            certainty=Certainty.CERTAIN if fails else Certainty.LIKELY,
            fails=fails,
        )
        found.append(HistoryReader(statement, changes=named is not None))
    return found


def _falls_back(text: str) -> bool:
    """Whether a text gives a version for the case that there is no history."""
    lowered = text.lower()
    return any(fallback in lowered for fallback in _FALLBACKS)


def _of(command: Command, layout: Layout, lookup: Lookup, *, has_git: bool) -> Iterator[HistoryReader]:
    words = command.words
    if words[:1] == ("git",):
        plain = _plain(words[1:])
        if plain[:1] and plain[0] in _ASKS:
            yield from _statement(
                command, layout, lookup, "asks git", changes=plain[0] in _ASKS_FOR_CHANGES or "--dirty" in words
            )
    elif words[:1] == ("go",) and _plain(words[1:])[:1] in (["build"], ["install"]) and has_git:
        flags = " ".join((*words, *command.env, command.run.env.get("GOFLAGS", "")))
        if "-buildvcs=false" not in flags and not any("@" in word for word in words[1:]):
            yield from _statement(
                command, layout, lookup, "records the commit in the program", changes=True, fails=False
            )
    elif any(".git/" in word for word in (*words, *command.inputs)):
        yield from _statement(command, layout, lookup, "reads it", changes=False)


def _statement(
    command: Command, layout: Layout, lookup: Lookup, does: str, *, changes: bool, fails: bool = True
) -> Iterator[HistoryReader]:
    directories = layout.origins(command.run, command.cwd) if command.cwd is not None else [""]
    for directory in directories:
        if directory and not lookup.names(directory):
            continue  # what a command cloned there, say
        above = [directory, *reversed(paths.with_directories(directory)[:-1]), ""] if directory else [""]
        path = next((paths.join(one, _GIT) for one in above if lookup.exists(paths.join(one, _GIT))), _GIT)
        # What stands in front of a script's text names the program only.
        name = command.shown
        sure = not command.optional and command.cwd is not None
        yield HistoryReader(
            Statement(
                path=path,
                verb="reads",
                words=f"{name} {does}",
                evidence=command.evidence,
                certainty=Certainty.CERTAIN if sure else Certainty.LIKELY,
                fails=sure and fails,
            ),
            changes,
            stamp=command.words[:1] == ("go",),
        )
        return


def _plain(words: Sequence[str]) -> list[str]:
    found: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in {"-C", "-c", "--git-dir", "--work-tree", "--namespace"}:
            skip = True
        elif not word.startswith("-"):
            found.append(word)
    return found


def _has_git(commands: Sequence[Command], images: Sequence[str]) -> bool:
    """Whether an image that builds with Go holds git: the official ones do, but for the small and the oldest ones."""
    for image in images:
        match = re.match(_GO_IMAGE, image) if "golang" in image else None
        if match is not None and "alpine" not in (match["tag"] or ""):
            version = re.match(r"(\d+)\.(\d+)", match["tag"] or "")
            if version is None or (int(version[1]), int(version[2])) >= _FIRST_STAMP:
                return True
    installs = {"apk", "apt", "apt-get", "yum", "dnf", "microdnf", "tdnf", "zypper"}
    return any(command.words[:1] and command.words[0] in installs and "git" in command.words for command in commands)
