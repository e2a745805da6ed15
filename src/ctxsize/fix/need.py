"""Why one of a context's builds may need a place that could go, although no instruction takes it by its name.

Of what an instruction takes as a part of something larger, ``COPY . .`` say, the commands of that Dockerfile decide:
what they make anew nobody misses, and what they don't may have been made beforehand, for the image.
"""

from __future__ import annotations

from ctxsize.display.escaping import printable
from ctxsize.rules.cruft import catalogue
from ctxsize.rules.sources import uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.dockerfile.sources import Source
    from ctxsize.rules.evidence import Evidence

MADE = frozenset({"build-output", "dependency-folder"})
"""Rules about what a command makes."""
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


def needed_by(builds: Sequence[tuple[Evidence, Sequence[Source]]], path: str, *, unsafe: bool) -> str | None:
    """Say why one of these builds may need a place that no instruction names; ``None`` if none does.

    Each of them counts where it speaks of the place. That a place may have been made beforehand is believed of the first
    build, and of the others only if none of them makes it: one that checks the code takes everything, too, and makes
    nothing.

    Args:
        builds: of each, what it says about itself apart from its sources, and its sources, whatever the target. The first
            is the one that was asked about.
        path: the place.
        unsafe: whether proof is asked for only where a build speaks of the place itself.

    """
    told = next((reason for evidence, _ in builds if (reason := evidence.needed(path))), None)
    if told is not None or unsafe:
        return told
    takers = [evidence for evidence, sources in builds if any(_takes_with_more(source, path) for source in sources)]
    if takers and takers[0] is builds[0][0]:
        return unmade(path, takers[0])
    reasons = [unmade(path, evidence) for evidence in takers]
    return reasons[0] if reasons and all(reasons) else None


def unmade(path: str, evidence: Evidence) -> str | None:
    """Say why a place may well be needed that is named as what commands make is: none of the Dockerfile's does.

    ``None`` if one does, or if the name does not tell.
    """
    kinds = [kind for kind in catalogue().kinds if kind.made_by and kind.rule in MADE and path in kind.folders]
    makers = [kind.made_by for kind in kinds]
    if path.endswith(_ARTIFACTS):
        makers.append(_BUILDS)
    if makers and all(evidence.makes(maker) is None for maker in makers):
        return f"no command of {printable(evidence.dockerfile)} makes it anew, so it may be meant; --unsafe-fixes excludes it"
    return None


def _takes_with_more(source: Source, path: str) -> bool:
    """Whether a source takes a place because it takes what is around it."""
    return uses(source, path) and not source.path.startswith(path + "/")
