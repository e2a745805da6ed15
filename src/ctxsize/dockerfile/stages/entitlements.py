"""What a RUN may ask for only if the client grants it (BuildKit's `entitlements`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.stages.graph import State

_NEEDS = {("network", "host"): "network.host", ("security", "insecure"): "security.insecure"}
ENTITLEMENTS = tuple(_NEEDS.values())
"""All that a RUN may need."""


def check_entitlements(states: Iterable[State], allow: Collection[str]) -> None:
    """Raise RefusalError for a RUN of these stages that needs what is not in `allow`.

    BuildKit looks at the whole build before it runs any of it; stages that are not needed are not in it.
    """
    for state in states:
        for command in state.commands:
            if command.instruction.keyword != "RUN":
                continue
            for (flag, value), needed in _NEEDS.items():
                if command.flags.text(flag) == value and needed not in allow:
                    raise RefusalError(
                        f"RUN --{flag}={value} needs --allow {needed}, and without it docker build stops here",
                        f"Give docker build and ctxsize --allow {needed}",
                        line=command.instruction.line,
                    )
