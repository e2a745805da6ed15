"""RUN: what its mounts take from where (BuildKit's `dispatchRun` and `dispatchRunMounts`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.sources import Run, Source
from ctxsize.dockerfile.stages.graph import DispatchState, StageCommand
from ctxsize.dockerfile.stages.images import SCRATCH
from ctxsize.dockerfile.stages.scope import StageScope, too_early
from ctxsize.dockerfile.traits import RUN_DEVICE
from ctxsize.golang.paths import is_utf8
from ctxsize.golang.text import join_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.dockerfile.parser.mounts import Mount

_NEEDS = {("network", "host"): "network.host", ("security", "insecure"): "security.insecure"}
ENTITLEMENTS = tuple(_NEEDS.values())
"""All that a RUN may need."""


def note_command(scope: StageScope, state: DispatchState, command: StageCommand) -> None:
    """CMD and ENTRYPOINT: what the image starts with; BuildKit takes them as they are written."""
    _note(scope, state, command, [])


def _note(
    scope: StageScope, state: DispatchState, command: StageCommand, mounts: list[tuple[Mount, DispatchState]]
) -> None:
    scope.runs.append(
        Run(
            instruction=command.instruction,
            stage=state.index or 0,
            copies=len(scope.copies),
            workdir=state.workdir,
            env=dict(state.env),
            mounts=tuple(
                (mount.target, origin.index if mount.origin else None, join_root(mount.source))
                for mount, origin in mounts
                if mount.type == "bind" and (not mount.origin or origin.index is not None)
            ),
        )
    )


def run(scope: StageScope, state: DispatchState, command: StageCommand) -> None:
    """RUN: its mounts. The command may look at everything in the stage, so the stage's own base is needed whole."""
    if command.flags.all("device") and not scope.engine.has(RUN_DEVICE):
        raise RefusalError(
            "RUN has --device",
            "Only the labs front end takes it: begin the file with `# syntax=docker/dockerfile:1-labs`",
        )
    if not scope.engine.takes_any_bytes:
        _require_sendable(command)
    unset: dict[str, None] = {}

    def expand_value(text: str) -> str:
        found = scope.expanded(text, state)
        unset.update(dict.fromkeys(found.unset))
        return found.text

    mounts: list[tuple[Mount, tuple[str, ...]]] = []
    for value in command.flags.all("mount"):
        from ctxsize.dockerfile.parser.mounts import read_mount  # noqa: PLC0415 (most commands have none)

        unset.clear()
        mounts.append((read_mount(value, expand_value), tuple(unset)))
    state.paths.add("/")
    state.plain = False
    for (mount, missing), origin in zip(mounts, command.sources, strict=True):
        _mount(scope, state, command, mount, origin, missing)
    _note(scope, state, command, [(mount, origin) for (mount, _), origin in zip(mounts, command.sources, strict=True)])


def _require_sendable(command: StageCommand) -> None:
    """Refuse bytes that are not UTF-8: a command goes to the engine as it is written, in a protocol buffer."""
    written = (command.instruction.text, *(heredoc.content for heredoc in command.instruction.heredocs))
    if not all(map(is_utf8, written)):
        raise RefusalError("RUN holds a byte that is not UTF-8", "BuildKit can't send it: save the file as UTF-8")


def _mount(
    scope: StageScope,
    state: DispatchState,
    command: StageCommand,
    mount: Mount,
    origin: DispatchState,
    unset: tuple[str, ...],
) -> None:
    name = mount.origin or (SCRATCH if mount.type == "cache" else "")
    if name and not origin.dispatched:
        raise too_early(f"the mount's from={name}")
    if mount.type == "ssh" and mount.source:
        raise RefusalError("an ssh mount has source=", "Take it out")
    if mount.type in {"secret", "ssh"}:
        return
    _check_target(state, mount)
    if name:
        origin.paths.add(join_root(mount.source))
    else:
        # Also for tmpfs, which takes nothing from the context: upstream's slip. Having no source, it means the
        # root, and so it makes BuildKit ask for the whole context wherever anything else asks for a part of it.
        state.context_paths.add(join_root(mount.source))
    if mount.type == "tmpfs":
        return
    if name:
        state.uses |= origin.uses
        if origin.named is None or (origin.index is not None and not origin.replaced):
            return
    source = Source(
        keyword="RUN --mount",
        line=command.instruction.line,
        last_line=command.instruction.last_line,
        fired_line=command.fired_line,
        stage=state.label,
        text=mount.written,
        path=join_root(mount.source)[1:],
        context=origin.named if name else None,
        bind=True,
        empty=not mount.source and bool(mount.written),
        unset=unset,
    )
    scope.use(state, source)


def _check_target(state: DispatchState, mount: Mount) -> None:
    if mount.target.startswith("/"):
        root = mount.target == "/"
    else:
        root = state.workdir is not None and join_root(f"{state.workdir}/{mount.target}") == "/"
    if root:
        raise RefusalError("a mount has the root as its target", "Give it target=, a directory below the root")


def check_entitlements(states: Iterable[DispatchState], allow: Collection[str]) -> None:
    """Raise RefusalError for a RUN of these stages that needs what is not in `allow` (BuildKit's `entitlements`).

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
