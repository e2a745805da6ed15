"""Where the traces of watched builds are kept: in the user's cache directory, never in the context."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.build.plan import BuildPlan
    from ctxsize.needs.statement import Statement
    from ctxsize.needs.traced import TracedBuild

_PLACE = "traces"
_MOST_BYTES = 4 * 1024 * 1024
_MOST_KEPT = 200
_HIDDEN = ("token", "secret", "passw", "pwd", "apikey", "api_key", "auth", "credential", "private")
"""In names of build arguments whose values are no part of a key."""


def key_of(build: BuildPlan) -> str:
    """Return the name under which the trace of a build is kept: its context, Dockerfile, base images and options make it."""
    import hashlib  # noqa: PLC0415 (only who has traced a build pays for these)
    import json  # noqa: PLC0415

    request, used = build.request, build.usage_or_none()
    facts = {
        "context": request.root,
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
    from ctxsize.files.kept import is_there, kept  # noqa: PLC0415 (as above)

    if build.request.tree is not None or not is_there(_PLACE):
        return ()
    from ctxsize.needs.traced import from_bytes, statements  # noqa: PLC0415 (as above)

    data = kept(_PLACE, key_of(build), _MOST_BYTES)
    found = from_bytes(data) if data is not None else None
    return () if found is None else statements(found, build.inputs.dockerfile)


def remember(build: BuildPlan, traced: TracedBuild) -> None:
    """Keep a trace in place of an older one of the same build; where that can't be done, nothing is kept."""
    from ctxsize.files.kept import keep  # noqa: PLC0415 (as above)
    from ctxsize.needs.traced import to_bytes  # noqa: PLC0415

    data = to_bytes(traced)
    if len(data) <= _MOST_BYTES:
        keep(_PLACE, key_of(build), data, _MOST_KEPT)


def _is_hidden(name: str) -> bool:
    return any(word in name.lower() for word in _HIDDEN)
