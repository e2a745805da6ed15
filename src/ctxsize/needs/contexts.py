"""Which Dockerfiles count for a context: those that are built with it, and not with their own directory.

A Compose file says so. Where none does, a Dockerfile whose sources lie beside it, and not under the context root, is
built with its own directory.
"""

from __future__ import annotations

import re

from ctxsize.golang import paths
from ctxsize.ignore.parse import IGNORE_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxsize.dockerfile.sources import Source
    from ctxsize.needs.lookup import Lookup

_NO_DOCKERFILES = (
    *(
        ".go",
        ".md",
        ".py",
        ".js",
        ".ts",
        ".tsx",
        ".rb",
        ".rs",
        ".java",
        ".kt",
        ".html",
        ".json",
        ".yaml",
        ".yml",
        ".j2",
        ".tmpl",
    ),
    *(
        ".tpl",
        ".template",
        ".erb",
        ".php",
        ".c",
        ".h",
        ".cc",
        ".cpp",
        ".rst",
        ".adoc",
        ".txt",
        ".sh",
        ".vim",
        ".lua",
        ".cs",
        ".swift",
    ),
    *(
        ".toml",
        ".xml",
        ".bak",
        ".orig",
        ".swp",
        ".scala",
        ".hbs",
        ".mustache",
        ".snap",
        ".svg",
        ".png",
        ".lock",
        ".css",
        ".ex",
    ),
)
"""Endings of what is about Dockerfiles, or makes them, and is none."""
_FOREIGN = frozenset({"node_modules", "site-packages", "vendor", ".git", "testdata", "third_party", "bower_components"})
_PROJECT_FILES = frozenset(
    {"Gemfile", "composer.json", "go.mod", "requirements.txt", "Pipfile", "pnpm-lock.yaml", "index.html"}
)
"""What stands in a project's directory besides manifests."""
_PLACES = frozenset({
    "docker", ".docker", "dockerfiles", "build", "deploy", "deployment", "ci", ".ci", "container", "containers", ".devcontainer",
    "ops", "infra", "packaging", "images", "dev", "prod", "scripts", "hack", "tools", "contrib",
})  # fmt: skip
"""Names of directories in which people keep Dockerfiles for a context further up."""
_COMPOSE = r"(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml"


def is_dockerfile(path: str) -> bool:
    """Whether a file has a name that people give to Dockerfiles, and did not come with a dependency."""
    name = path.rpartition("/")[2].lower()
    if name.endswith((IGNORE_FILE, *_NO_DOCKERFILES)) or not _FOREIGN.isdisjoint(path.split("/")[:-1]):
        return False
    if name in {"dockerfile", "containerfile"}:
        return True
    return name.startswith(("dockerfile.", "containerfile.")) or name.endswith((".dockerfile", ".containerfile"))


def is_built_here(dockerfile: str, sources: Iterable[Source], lookup: Lookup) -> bool:  # noqa: PLR0911 (one return for each sign, the surest first)
    """Whether a Dockerfile somewhere in the context is built with that context, and not with its own directory as one."""
    directory = dockerfile.rpartition("/")[0]
    if not directory:
        return True
    said = _said_by_compose(dockerfile, lookup)
    if said is not None:
        return said == ""
    named = [source for source in sources if source.path.strip("*./")]
    beside = [source for source in named if _is_there(f"{directory}/{source.path}", lookup)]
    here = [source for source in named if _is_there(source.path, lookup)]
    if named and len(beside) != len(here):
        return len(here) > len(beside)
    if named and not beside:
        return True
    names = lookup.names(directory)
    from ctxsize.needs.running import is_manifest  # noqa: PLC0415 (few contexts hold a second Dockerfile)

    if named and len(beside) == len(here):
        # `COPY src .` in a directory that has a `src`, as the root has.
        return not any(is_manifest(name) or name in _PROJECT_FILES for name in names)
    if directory.rpartition("/")[2].lower() in _PLACES and not any(name in _PROJECT_FILES for name in names):
        return True
    return not any(not _is_about_images(name) for name in names)


def _is_about_images(name: str) -> bool:
    """Whether a file beside a Dockerfile is there for the image and not for a project."""
    return (
        is_dockerfile(name)
        or name.endswith((IGNORE_FILE, ".sh", ".conf", ".md", ".yml", ".yaml", ".env", ".ini", ".cnf"))
        or name.startswith((".env", "entrypoint", "docker-", "README", "."))
    )


def _is_there(path: str, lookup: Lookup) -> bool:
    if not paths.has_wildcard(path):
        return lookup.exists(path)
    return next(iter(lookup.matches(path)), None) is not None


def _said_by_compose(dockerfile: str, lookup: Lookup) -> str | None:
    """Return the context that a Compose file of the root gives a Dockerfile, the root being empty; ``None`` for no word."""
    for name in lookup.root_names:
        if not re.fullmatch(_COMPOSE, name):
            continue
        for context, file in compose_builds(lookup.text(name) or ""):
            if paths.join(context, file) == dockerfile:
                return context
    return None


def compose_builds(text: str) -> list[tuple[str, str]]:
    """Return the builds of a Compose file as (context, Dockerfile in it), read by its usual layout."""
    found: list[tuple[str, str]] = []
    rows = text.split("\n")
    for number, row in enumerate(rows):
        before, key, after = row.partition("build:")
        if not key or before.strip():
            continue
        value = after.partition("#")[0].strip()
        inside = value or " ".join(_block(rows[number + 1 :], len(before)))
        if value and not value.startswith("{"):
            found.append((_clean(value), "Dockerfile"))
            continue
        context = re.search(r"\bcontext:\s*([^\s,}]+)", inside)
        file = re.search(r"\bdockerfile:\s*([^\s,}]+)", inside)
        found.append((_clean(context[1]) if context else "", _clean(file[1]) if file else "Dockerfile"))
    return [(context, file) for context, file in found if not context.startswith("..")]


def _block(rows: Sequence[str], indent: int) -> list[str]:
    found = []
    for row in rows:
        if row.strip() and len(row) - len(row.lstrip()) <= indent:
            break
        found.append(row.strip())
    return found


def _clean(text: str) -> str:
    found = paths.clean(text.strip("\"'")) if text.strip("\"'") else ""
    return "" if found == "." else found
