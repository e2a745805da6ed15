"""Where the traces of watched builds are kept: in the user's cache directory, never in the context."""

from __future__ import annotations

import os

from ctxsize.errors import CtxsizeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxsize.build.plan import BuildPlan
    from ctxsize.needs.statement import Statement
    from ctxsize.needs.traced import TracedBuild

_MOST_BYTES = 4 * 1024 * 1024
_MOST_KEPT = 200
_HIDDEN = ("token", "secret", "passw", "pwd", "apikey", "api_key", "auth", "credential", "private")
"""In names of build arguments whose values are no part of a key."""


def cache_directory(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the directory of the traces; ``None`` where the user has none for such things."""
    base = environ.get("XDG_CACHE_HOME", "")
    if not base.startswith("/"):
        home = environ.get("HOME", "")
        base = f"{home}/.cache" if home.startswith("/") else ""
    return f"{base}/ctxsize/traces" if base else None


def key_of(build: BuildPlan) -> str:
    """Return the name under which the trace of a build is kept: its context, Dockerfile, base images and options make it."""
    import hashlib  # noqa: PLC0415 (only who has traced a build pays for these)
    import json  # noqa: PLC0415

    request, used = build.request, build.usage_or_none()
    facts = {
        "context": os.path.realpath(request.root),
        "dockerfile": hashlib.sha256(build.inputs.dockerfile_data).hexdigest(),
        "bases": [stage.base for stage in used.stages] if used is not None else [],
        "target": request.target,
        "platform": request.platform,
        "build_args": sorted((name, "" if _is_hidden(name) else value) for name, value in request.build_args),
        "contexts": sorted(context.name for context in request.named),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32] + ".json"


def remembered(build: BuildPlan) -> tuple[Statement, ...]:
    """Return what a trace of this very build says; nothing where there is none, or where a commit is looked at."""
    directory = cache_directory()
    if directory is None or build.request.tree is not None or not os.path.isdir(directory):
        return ()
    from ctxsize.files.read import read_below  # noqa: PLC0415 (as above)
    from ctxsize.needs.traced import from_bytes, statements  # noqa: PLC0415

    try:
        data = read_below(directory, key_of(build), _MOST_BYTES)
    except OSError:
        return ()
    found = from_bytes(data)
    return () if found is None else statements(found, build.inputs.dockerfile)


def remember(build: BuildPlan, traced: TracedBuild) -> None:
    """Keep a trace in place of an older one of the same build; where that can't be done, nothing is kept."""
    from ctxsize.files.kept import keep  # noqa: PLC0415 (as above)
    from ctxsize.needs.traced import to_bytes  # noqa: PLC0415

    directory, data = cache_directory(), to_bytes(traced)
    if directory is None or len(data) > _MOST_BYTES:
        return
    try:
        keep(directory, key_of(build), data, _MOST_KEPT)
    except (OSError, CtxsizeError):
        return


def _is_hidden(name: str) -> bool:
    return any(word in name.lower() for word in _HIDDEN)
