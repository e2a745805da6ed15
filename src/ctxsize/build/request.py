"""What is to be built, as a user asks for it."""

from __future__ import annotations

from ctxsize.build.inputs import STANDARD_INPUT, context_root
from ctxsize.build.named_contexts import NamedContext, named_contexts
from ctxsize.builder import Builder
from ctxsize.display.escaping import quoted
from ctxsize.dockerfile.engine import Engine, newest
from ctxsize.errors import UsageError
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxsize.git.source import GitSource


class Request(Record):
    """What is to be built: the options of ``docker build`` that decide what is received."""

    root: str
    builder: Builder = Builder.BUILDKIT
    dockerfile: str | None = None
    target: str | None = None
    build_args: tuple[tuple[str, str], ...] = ()
    platform: str | None = None
    tree: GitSource | None = None
    """A commit's tree that stands for the directory ``root``; ``None`` for what is on disk."""
    ref: str | None = None
    """That commit, for people."""
    named: tuple[NamedContext, ...] = ()
    """What stands beside the main context; always on disk."""
    engine: Engine = newest()
    """Which engine to answer for."""
    allow: tuple[str, ...] = ()
    """As ``--allow``: what a RUN may ask for beyond the usual."""
    inline: bytes | None = None
    """The Dockerfile's text where it stands in a Compose or Bake file; then ``dockerfile`` is not looked at."""
    notes: tuple[str, ...] = ()
    """What of the surroundings changed the build, a sentence each."""

    @classmethod
    def of(  # noqa: PLR0913 (the options of docker build)
        cls,
        path: str,
        builder: str,
        dockerfile: str | None,
        target: str | None,
        build_args: Mapping[str, str] | None,
        platform: str | None,
        ref: str | None = None,
        *,
        build_contexts: Mapping[str, str] | None = None,
        engine: str | None = None,
        driver: str | None = None,
        allow: Sequence[str] = (),
    ) -> Request:
        """Return the request for the options as :func:`ctxsize.simulate` takes them; raises UsageError for one that makes no sense."""
        asked = Engine.of(engine, driver)
        root, tree, shown = context_root(path), None, None
        if ref is not None:
            from ctxsize.git.objects import tree_at  # noqa: PLC0415 (few runs look at commits)

            if dockerfile == STANDARD_INPUT:
                raise UsageError("A commit needs a Dockerfile that git knows, not standard input. Name it with -f.")
            tree, shown, dockerfile = tree_at(root, ref, dockerfile)
        return cls(
            root=root,
            tree=tree,
            ref=shown,
            builder=builder_named(builder),
            dockerfile=dockerfile,
            target=target,
            build_args=tuple((build_args or {}).items()),
            platform=platform,
            named=named_contexts(build_contexts or {}, asked),
            engine=asked,
            allow=tuple(allow),
        )


def builder_named(name: str) -> Builder:
    """Return the builder of this name; raises UsageError if there is none."""
    try:
        return Builder(name)
    except ValueError:
        names = " or ".join(builder.value for builder in Builder)
        raise UsageError(f"{quoted(name)} is not a builder. Name {names}.") from None
