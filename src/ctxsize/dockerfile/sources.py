"""What a build asks of its contexts, as values."""

from __future__ import annotations

from collections.abc import Mapping

from ctxsize.dockerfile.parser.syntax import Instruction
from ctxsize.record import Record


class Source(Record):
    """One path that an instruction of a needed stage takes from a context.

    - `keyword`: `COPY`, `ADD` or `RUN --mount`.
    - `line`, `last_line`: where the instruction is written; for an ONBUILD trigger the ONBUILD line, and then
      `fired_line` is the line of the FROM that fires it (else None).
    - `stage`: the stage that uses it: its name, or its number as text.
    - `text`: the source as written; for a mount the value of `source=` (empty when there is none).
    - `path`: after expansion, joined to the root and cleaned, without the leading slash: exactly what BuildKit adds
      to the paths that it asks for. Empty for the context root.
    - `context`: None for the main context, else the named context in its normal form.
    - `bind`: true for a mount.
    - `wildcard`: true when BuildKit expands `path` as a pattern, and then a path that matches nothing is no error.
      Never true for mounts.
    - `exclude`: the `--exclude` patterns as BuildKit takes them. They do not change what is asked for.
    - `parents`: true for `--parents`; then `pivot` is the directory in front of `/./` ("" for the root), which alone
      must exist, and `below` is the pattern that is copied from there. BuildKit still asks for `path`. `required` is
      true when something must arrive for the whole of it, as in newer engines where it has no wildcard.
    - `link`: true for `--link`.
    - `empty`: true when something was written and nothing remained of it, which means the whole context.
    - `unset`: the variables in it that were not set, in order.
    - `asked`: true when the target's result depends on this instruction. False in the rare case of a stage that
      BuildKit looks at without using its result (`RUN --mount=type=tmpfs,from=stage`): its paths widen the request
      and no more.
    """

    keyword: str
    line: int
    last_line: int
    stage: str
    text: str
    path: str
    fired_line: int | None = None
    context: str | None = None
    bind: bool = False
    wildcard: bool = False
    exclude: tuple[str, ...] = ()
    parents: bool = False
    pivot: str = ""
    below: str = ""
    required: bool = False
    link: bool = False
    empty: bool = False
    unset: tuple[str, ...] = ()
    asked: bool = True


class Copy(Record):
    """One COPY or ADD of a needed stage, as far as it says where files go.

    - `line`: where it is written. `stage`: the number of the stage that it fills.
    - `origin`: the number of the stage that it copies from, or None for the main context. What comes from images and
      named contexts is left out.
    - `sources`: paths from the root of the origin, after expansion, cleaned and with a leading slash; `exclude` are
      the `--exclude` patterns.
    - `target`: where they go, cleaned; it has no leading slash where it is relative to an image's working directory.
    - `directory`: true when the destination is surely a directory: it ends with a slash, or is the working directory.
    - `needs`: those of the sources without which the copy fails.
    """

    line: int
    stage: int
    origin: int | None
    sources: tuple[str, ...]
    exclude: tuple[str, ...]
    target: str
    directory: bool
    needs: tuple[str, ...] = ()


class Run(Record):
    """One RUN, CMD or ENTRYPOINT of a needed stage, with what its command finds.

    - `instruction`: as parsed; for an ONBUILD trigger the held instruction, with the line of the ONBUILD.
    - `stage`: the number of the stage. `copies`: how many of `Usage.copies` there were before it, its own stage's and
      those of the stages that it starts from among them.
    - `workdir`: the working directory, or None when an image decides it.
    - `env`: the variables that are known, by name.
    - `mounts`: the bind mounts as (target, number of the stage that it comes from or None for the main context, source);
      a target without a leading slash is relative to the working directory.
    """

    instruction: Instruction
    stage: int
    copies: int
    workdir: str | None
    env: Mapping[str, str]
    mounts: tuple[tuple[str, int | None, str], ...] = ()


class ContextRequest(Record):
    """One transfer that BuildKit asks a client for.

    `context` is None for the main context, else the name of the named context (normal form). `paths` is the
    FollowPaths list in the order in which it is sent (sorted by bytes, no doubles, no leading slash), or None when
    nothing is filtered: the whole context.
    """

    context: str | None
    paths: tuple[str, ...] | None


class Stage(Record):
    """A stage of the Dockerfile.

    `number` counts from 0, `name` is in lower case or None, `base` is what it starts from after expansion, and `line`
    is that of its FROM. `needed` is true when the target needs it. `base_stage` is the number of the stage that it
    starts from, or None. `plain` is true when it begins empty and nothing but plain COPY fills it.
    """

    number: int
    name: str | None
    base: str
    line: int
    needed: bool
    base_stage: int | None = None
    plain: bool = False


class Pull(Record):
    """An image that the build needs from a registry or the local store. The simulation goes on as if it were there.

    Its environment, working directory and ONBUILD triggers are unknown and taken as empty.
    """

    image: str
    line: int


class Usage(Record):
    """What one target of a Dockerfile makes BuildKit ask for.

    `sources` are in the order in which BuildKit goes through the needed stages. `requests` hold at most one for the
    main context, and one for each different list of paths that is asked of a named context: BuildKit asks again for
    every instruction that names it. Named contexts that are no directories are among them: which are, the caller knows.
    `copies` and `runs` are in the order of the stages.
    """

    target: Stage
    stages: tuple[Stage, ...]
    sources: tuple[Source, ...]
    requests: tuple[ContextRequest, ...]
    pulls: tuple[Pull, ...]
    copies: tuple[Copy, ...] = ()
    runs: tuple[Run, ...] = ()

    @property
    def main(self) -> ContextRequest | None:
        """The request for the main context, or None when the build does not ask for it at all."""
        return next((request for request in self.requests if request.context is None), None)
