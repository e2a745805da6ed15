"""Whether a path, or all that a line matches, may stay away from the builds that read one ignore file.

Findings, ``--why`` and ``--fix`` come here, so that they say the same with the same certainty.
"""

from __future__ import annotations

import re

from ctxsize.display.escaping import printable
from ctxsize.golang import paths
from ctxsize.needs.statement import Certainty, Judgement
from ctxsize.needs.waste import MADE, made_by_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.needs.model import Needs
    from ctxsize.needs.statement import Statement
    from ctxsize.needs.takes import Take
    from ctxsize.needs.waste import Cruft

_ARTIFACTS = (
    *(".apk", ".deb", ".dll", ".dylib", ".ear", ".egg", ".exe", ".jar", ".min.css", ".min.js", ".nupkg", ".phar"),
    *(".rpm", ".so", ".war", ".wasm", ".whl"),
)
"""How files end that are made of others."""
_BUILDS = (
    r"\b(?:ant|bazel|buck2?|build|bun|cargo|clang|cmake|cross|dotnet|esbuild|g\+\+|gcc|go|gradlew?|gulp|javac|just|lein|"
    r"make|maturin|meson|mill|msbuild|mvnw?|ninja|npm|npx|pip|pnpm|poetry|rollup|sbt|setup\.py|task|uv|vite|webpack|yarn)\b"
)
"""Commands that make such files."""
_NEVER_READ = frozenset({
    "cache", "ci-file", "editor-file", "image-archive", "log", "system-file", "test-report", "tool-output", "version-control",
})  # fmt: skip
"""Rules about what no command reads that makes an image, however it came there."""
_MEANT_WHERE_NAMED = frozenset({
    "archive", "data-directory", "database", "disk-image", "dump", "image-archive", "log", "media", "model-or-dataset",
})  # fmt: skip
"""Rules about what may well be meant where an instruction names the directory that it lies in."""
_NO_NODE = (
    r"(?:\S+/)?(?:golang|rust|gcc|scratch|alpine|debian|ubuntu|busybox|openjdk|eclipse-temurin|amazoncorretto|maven|gradle|"
    r"haskell|swift|elixir|erlang|fedora|rockylinux|almalinux|archlinux|static(?:-debian\d+)?|cc(?:-debian\d+)?|base(?:-debian\d+)?|"
    r"sdk|aspnet|runtime|dart|zig)(?:[:@].*)?$"
)
"""Images in which nothing runs JavaScript, and nothing serves it to a browser, unless a command puts it there."""
_WORKSPACES = ("pnpm-workspace.yaml", "lerna.json", "rush.json", "nx.json", "turbo.json")
_GIT_IGNORES = "git ignores it, so a fresh clone builds without it"


def may_exclude(
    needs: Needs, path: str, kind: Cruft | None = None, *, ignored: bool = False, partly: bool = False
) -> Judgement:
    """Judge whether a path may stay away from a build and all others that read the same ignore file.

    Args:
        needs: the build.
        path: relative to the context root, there or not.
        kind: what it is known as; ``None`` for nothing.
        ignored: whether git ignores it, so that a fresh clone builds without it.
        partly: as for :meth:`needed`.

    """
    for build in (needs, *needs.others):
        needed = build.needed(path, partly=partly)
        if needed is not None:
            return _no(needed.certainty, needed.words)
    if _is_source(needs, path, kind):
        return _no(Certainty.CERTAIN, "git tracks files in it, so it is part of the sources")
    named = needs.around(path)
    around = None if named is None else named[1]
    if kind is None:
        return _unknown(needs, path, around, ignored=ignored)
    if around is not None and _is_meant(kind, ignored=ignored):
        return _no(Certainty.LIKELY, around.statement.words)
    return _known(needs, path, kind, ignored=ignored)


def _no(certainty: Certainty, words: str) -> Judgement:
    return Judgement(may=False, certainty=certainty, words=words)


def _yes(words: str, certainty: Certainty = Certainty.CERTAIN) -> Judgement:
    return Judgement(may=True, certainty=certainty, words=words)


def _is_meant(kind: Cruft, *, ignored: bool) -> bool:
    """Whether a thing of this kind may well be meant where an instruction names the directory around it."""
    return (kind.rule in _MEANT_WHERE_NAMED and not kind.certain) or (
        kind.rule in MADE and not (kind.binds or kind.made_by or ignored)
    )


def _known(needs: Needs, path: str, kind: Cruft, *, ignored: bool) -> Judgement:
    if kind.binds or kind.certain or needs.taker(path) is None:
        return _yes(kind.reason)
    if kind.made_by:
        return _regenerated(needs, path, kind, ignored=ignored)
    if _shows_as_change(needs, path):
        words = "git tracks it, and the build asks git for changes, so excluding it changes the version"
        return _yes(words, Certainty.LIKELY)
    sure = ignored or kind.rule in _NEVER_READ or kind.rule in MADE or kind.rule == "data-directory"
    return _yes(kind.reason, Certainty.CERTAIN if sure else Certainty.LIKELY)


def _regenerated(needs: Needs, path: str, kind: Cruft, *, ignored: bool) -> Judgement:
    """Judge what a command makes: it may go where one makes it again, in its place."""
    unmade = _unmade(needs, path, kind.made_by, whole=not kind.runs_on)
    if unmade is None:
        return _yes(kind.reason)
    if not kind.runs_on:
        return _no(Certainty.UNKNOWN, unmade)
    # Packages that no command installs: where nothing runs them, no build needs them.
    builds = (needs, *needs.others)
    if not any(build.runs(kind.runs_on) for build in builds):
        known = any(build.raw_commands for build in builds) and all(
            build.images and all(re.match(_NO_NODE, image) or build.is_stage(image) for image in build.images)
            for build in builds
        )
        if known or ignored:
            return _yes("no stage of the Dockerfile runs what it holds")
    elif ignored and any(True for build in _takers(needs, path) for _ in build.makers(kind.made_by)):
        return _yes(_GIT_IGNORES)
    return _no(Certainty.UNKNOWN, unmade)


def _shows_as_change(needs: Needs, path: str) -> bool:
    """Whether git, asked in the build, would take the absence of a path for a change of the work tree."""
    asked = any(reader.changes for build in (needs, *needs.others) for reader in build.history)
    return asked and needs.lookup.exists(".git") and needs.tracked(path) is True


def _unmade(needs: Needs, path: str, made_by: str, *, whole: bool = True) -> str | None:
    """Say that no command makes a path again; ``None`` if one of a build that takes it does.

    A command makes what lies in the directory that it works in, and, where ``whole``, also what lies further down.
    """
    takers = _takers(needs, path)
    parent = path.rpartition("/")[0]
    for build in takers:
        for place in build.makers(made_by):
            if place is None or place in {parent, path} or place.startswith(f"{path}/"):
                return None
            above = not place or parent.startswith(f"{place}/")
            if above and (whole or _has_workspaces(needs, place)):
                return None
    return f"no command of {printable(takers[0].name)} regenerates it, so the image may need it"


def _takers(needs: Needs, path: str) -> list[Needs]:
    """Return the builds that count for a path: the one that was asked about if it takes it, else the others that do.

    A build that checks the code takes everything, too, and makes nothing.
    """
    if needs.takes(path) is not None:
        return [needs]
    return [build for build in needs.others if build.takes(path) is not None] or [needs]


def _has_workspaces(needs: Needs, directory: str) -> bool:
    """Whether the packages further down are installed together with those of a directory."""
    lookup = needs.lookup
    if any(lookup.exists(paths.join(directory, name)) for name in _WORKSPACES):
        return True
    return '"workspaces"' in (lookup.text(paths.join(directory, "package.json")) or "")


def _unknown(needs: Needs, path: str, around: Take | None, *, ignored: bool) -> Judgement:
    """Judge a path of which nothing but git says that it may go."""
    if around is not None:
        return _no(Certainty.LIKELY, around.statement.words)
    for build in (needs, *needs.others):
        compiled = build.compiled(path)
        if compiled is not None:
            return _no(Certainty.LIKELY, compiled.words)
        reader = build.reader(path)
        if reader is not None:
            return _no(Certainty.LIKELY, reader.words)
    makers = made_by_name(path)
    if path.endswith(_ARTIFACTS):
        makers.append(_BUILDS)
    unmade = [_unmade(needs, path, maker) for maker in makers]
    if unmade and unmade[0] and all(unmade):
        return _no(Certainty.UNKNOWN, unmade[0])
    if ignored:
        return _yes(_GIT_IGNORES)
    return _yes("nothing in the Dockerfile names it", Certainty.UNKNOWN)


def _is_source(needs: Needs, path: str, kind: Cruft | None) -> bool:
    """Whether a directory holds files that git tracks, and is not of a kind that git is meant to track."""
    if kind is None or kind.tracked or kind.rule == "version-control":
        return False  # git tracks nothing of its own directory
    return bool(needs.lookup.names(path)) and needs.tracked(path) is True


def may_exclude_pattern(needs: Needs, pattern: str, kind: Cruft | None = None, *, ignored: bool = False) -> Judgement:
    """Judge a line of the ignore file: all that it matches and what lies below that, there or not.

    An instruction that names something which the line takes away, or a directory in which it takes something away,
    needs that also where nothing of the name is there yet; so does a command that looks for it. Paths that are there
    are judged by :func:`may_exclude` besides, one by one.

    Args:
        needs: the build.
        pattern: as Docker reads it: relative to the root, cleaned, no exception.
        kind: what all of that name is known as; ``None`` for nothing.
        ignored: whether git ignores what it matches.

    """
    around = None
    for build in (needs, *needs.others):
        lost, within = _met(build, pattern)
        if lost is not None:
            return _no(lost.certainty, lost.words)
        around = around or within
    if around is not None and (kind is None or _is_meant(kind, ignored=ignored)):
        return _no(Certainty.LIKELY, around.words)
    if kind is None:
        return _yes(_GIT_IGNORES) if ignored else _yes("nothing in the Dockerfile names it", Certainty.UNKNOWN)
    builds = [build for build in (needs, *needs.others) if build.sources]
    by_name = kind.made_by and not (kind.binds or kind.certain or kind.runs_on)
    if by_name and builds and not any(True for build in builds for _ in build.makers(kind.made_by)):
        return _no(
            Certainty.UNKNOWN, f"no command of {printable(builds[0].name)} regenerates it, so the image may need it"
        )
    return _yes(kind.reason)


def _met(build: Needs, pattern: str) -> tuple[Statement | None, Statement | None]:
    """Return what needs something that a line takes away, and the instruction that names a directory around what it takes."""
    from ctxsize.needs.overlap import Overlap, overlap  # noqa: PLC0415 (only lines are judged so)

    within = None
    for source in build.sources:
        # `COPY . .` and `COPY * /` name nothing.
        met = overlap(pattern, source.path) if source.path.strip("*./") else Overlap.NONE
        if met is Overlap.TAKES_AWAY:
            return build.take_of(source).statement, None
        if met is Overlap.WITHIN:
            within = within or build.take_of(source).statement
    for one in (*build.reads, *build.wanted, *(reader.statement for reader in build.history)):
        if one.certainty is not Certainty.UNKNOWN and overlap(pattern, one.path) is Overlap.TAKES_AWAY:
            return one, None
    return None, within
