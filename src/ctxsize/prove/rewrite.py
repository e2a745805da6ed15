"""A Dockerfile's copy for a proof: text to text, and nothing else about the build changes.

Whole lines are put in front of instructions, and the identifiers of cache mounts get an ending. Everything else stays
as it is written. The result is parsed again: where it does not hold the same instructions, there is no proof.
"""

from __future__ import annotations

from ctxsize.dockerfile.parser.flags import read_flags
from ctxsize.dockerfile.parser.parse import parse
from ctxsize.errors import CtxsizeError
from ctxsize.golang.text import decode, encode
from ctxsize.prove.statement import CannotProveError
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from ctxsize.dockerfile.parser.syntax import Dockerfile, Instruction
    from ctxsize.dockerfile.sources import Source, Usage

MARK = "/.ctxsize-again"
"""The file that makes BuildKit run the steps behind it again; it is left out of every comparison."""
PROBE = "ctxsize-probe"
"""The stage that holds what the target takes from other stages."""
_WORD = "CTXSIZE_AGAIN"
_CLEAN_NAMES = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@*?,:=~ ")
_PACKAGE_CACHES = (
    *(".cache/pip", ".npm", ".yarn", "yarn/cache", ".cache/yarn", ".pnpm-store", "pnpm/store", ".cache/uv", "pypoetry"),
    *("go/pkg/mod", "go-build", "cargo/registry", "cargo/git", ".m2", ".gradle", ".ivy2", ".nuget", "composer"),
    *(
        "var/cache/apt",
        "var/lib/apt",
        "var/cache/apk",
        "var/cache/dnf",
        "var/cache/yum",
        "bundle/cache",
        ".hex",
        ".mix",
    ),
)
"""Where package managers keep what they have fetched: emptied, each try would fetch it again."""


class Renewal(Record):
    """Where steps begin to run again: lines of the Dockerfile, one a stage at most.

    In front of ``first`` they run once in a proof, in front of ``tries`` in each build of it.
    """

    first: tuple[int, ...]
    tries: tuple[int, ...]


class DockerfileCopy(Record):
    """A Dockerfile to build instead: its bytes, the target, and the lines of RUN whose cache mounts stay as they are."""

    data: bytes
    target: str | None
    warm: tuple[int, ...] = ()


def renewal(usage: Usage, affected: Callable[[Source], bool]) -> Renewal:
    """Return where steps must run again.

    Args:
        usage: what the target takes.
        affected: whether a source may take a file that is to be excluded.

    Raises:
        CannotProveError: if an ONBUILD takes from the context: nothing can be put in front of it.

    """
    first: dict[str, int] = {}
    tries: dict[str, int] = {}
    for source in usage.sources:
        if source.context is not None:
            continue
        if source.fired_line is not None:
            raise CannotProveError(
                f"The ONBUILD of line {source.line} takes from the build context at the FROM of line {source.fired_line}: "
                "no step can be made to run again in front of it."
            )
        first[source.stage] = min(source.line, first.get(source.stage, source.line))
        if affected(source):
            tries[source.stage] = min(source.line, tries.get(source.stage, source.line))
    return Renewal(
        first=tuple(sorted(line for stage, line in first.items() if tries.get(stage) != line)),
        tries=tuple(sorted(tries.values())),
    )


def renewed(dockerfile: Dockerfile, data: bytes, where: Renewal, proof: str, attempt: str) -> DockerfileCopy:
    """Return the Dockerfile with steps that run again, and cache mounts that begin empty in each build.

    Args:
        dockerfile: as parsed.
        data: as written.
        where: from :func:`renewal`.
        proof: a word that no other proof has.
        attempt: a word that no other build of this proof has.

    Raises:
        CannotProveError: if the text can't be changed without changing the build.

    """
    inserted = {line: _mark(proof) for line in where.first} | {
        line: _mark(f"{proof} {attempt}") for line in where.tries
    }
    replaced, warm = _cold_mounts(dockerfile, data, f"-{proof}-{attempt}")
    text = _with_lines(data, inserted, replaced)
    _require_same(dockerfile, text, inserted, replaced)
    return DockerfileCopy(data=text, target=None, warm=warm)


def probe(dockerfile: Dockerfile, usage: Usage) -> str | None:
    """Return a stage with nothing but what the target takes from other stages.

    ``None`` where the target takes from the context itself, or where what it takes can't be written down: then the
    target's own image is what is compared. All else that makes the target is the same in each build.
    """
    target = usage.target
    if target.base_stage is not None or any(
        source.stage in {target.name, str(target.number)} for source in usage.sources
    ):
        return None
    taken = _taken(usage)
    if not taken or not all(_CLEAN_NAMES.issuperset(path) for _, path in taken):
        return None
    # A variable may be one of the image's, which is not known here.
    lines = {copy.line for copy in usage.copies if copy.stage == target.number}
    if any(each.line in lines and "$" in each.text for each in dockerfile.instructions):
        return None
    rows = [f'COPY --from={origin} ["{path}", "/{number}/"]' for number, (origin, path) in enumerate(taken)]
    return "\n".join([f"FROM scratch AS {PROBE}", *rows, ""])


def _taken(usage: Usage) -> list[tuple[int, str]]:
    """Return what the target takes from which stages; nothing where it takes from the context, or remembers in a cache mount."""
    number = usage.target.number
    runs = [run for run in usage.runs if run.stage == number and run.instruction.keyword == "RUN"]
    if any("type=cache" in flag for run in runs for flag in run.instruction.flags):
        return []
    taken = [(copy.origin, path) for copy in usage.copies if copy.stage == number for path in copy.sources]
    taken += [(origin, source) for run in runs for _, origin, source in run.mounts]
    found = [(origin, path) for origin, path in taken if origin is not None]
    return found if len(found) == len(taken) else []


def with_probe(copy: DockerfileCopy, stage: str) -> DockerfileCopy:
    """Return a copy whose last stage, and target, is the probe."""
    end = b"" if copy.data.endswith(b"\n") else b"\n"
    return copy.replace(data=copy.data + end + encode(stage), target=PROBE)


def _mark(text: str) -> str:
    return f"COPY <<{_WORD} {MARK}\n{text}\n{_WORD}\n"


def _with_lines(data: bytes, inserted: Mapping[int, str], replaced: Mapping[int, bytes]) -> bytes:
    """Return the text with lines in front of others, and others in place of some; all are counted from 1."""
    rows = data.split(b"\n")
    out: list[bytes] = []
    for number, row in enumerate(rows, 1):
        if number in inserted:
            out += encode(inserted[number]).split(b"\n")[:-1]
        out.append(replaced.get(number, row))
    return b"\n".join(out)


def _cold_mounts(dockerfile: Dockerfile, data: bytes, ending: str) -> tuple[dict[int, bytes], tuple[int, ...]]:
    """Return the lines in which cache mounts get an identifier of their own, and the lines of RUN where they don't."""
    rows = data.split(b"\n")
    replaced: dict[int, bytes] = {}
    warm: list[int] = []
    for instruction in dockerfile.instructions:
        for value in _caches(instruction, dockerfile):
            text = None if _is_package_cache(value) else _with_id(value, ending)
            places = [
                number
                for number in range(instruction.line, instruction.last_line + 1)
                if decode(replaced.get(number, rows[number - 1])).count(f"--mount={value}") == 1
            ]
            if text is None or len(places) != 1:
                warm.append(instruction.line)
                continue
            row = decode(replaced.get(places[0], rows[places[0] - 1]))
            replaced[places[0]] = encode(row.replace(f"--mount={value}", f"--mount={text}"))
    return replaced, tuple(dict.fromkeys(warm))


def _caches(instruction: Instruction, dockerfile: Dockerfile) -> Iterator[str]:
    """Yield the values of a RUN's cache mounts."""
    if instruction.keyword == "RUN" and instruction.flags:
        for value in read_flags("RUN", instruction.flags, dockerfile.engine).all("mount"):
            if "type=cache" in value.lower().split(","):
                yield value


def _is_package_cache(value: str) -> bool:
    return any(name in value for name in _PACKAGE_CACHES)


def _with_id(value: str, ending: str) -> str | None:
    """Return a mount's value with another identifier; ``None`` where it is not plainly written."""
    if '"' in value or " " in value:
        return None
    fields = value.split(",")
    named = {key.lower(): text for key, _, text in (field.partition("=") for field in fields)}
    if "id" in named:
        return ",".join(f"{field}{ending}" if field.lower().startswith("id=") else field for field in fields)
    target = next((named[key] for key in ("target", "dst", "destination") if named.get(key)), None)
    return None if target is None else f"{value},id={target}{ending}"


def _require_same(dockerfile: Dockerfile, data: bytes, inserted: Mapping[int, str], replaced: Collection[int]) -> None:
    """Raise CannotProveError unless the new text holds the old instructions and ours."""
    try:
        found = parse(data, dockerfile.name, dockerfile.engine).instructions
    except CtxsizeError as error:
        raise CannotProveError(f"The Dockerfile can't be changed for a proof: {error}") from error
    others = [each for each in found if MARK not in each.args or each.keyword != "COPY"]
    if len(found) - len(others) != len(inserted) or not _alike(dockerfile.instructions, others, replaced):
        raise CannotProveError("The Dockerfile can't be changed for a proof without changing the build.")


def _alike(old: Sequence[Instruction], new: Sequence[Instruction], replaced: Collection[int]) -> bool:
    return len(old) == len(new) and all(
        one.keyword == other.keyword
        and one.heredocs == other.heredocs
        and (one.text == other.text or not set(replaced).isdisjoint(range(one.line, one.last_line + 1)))
        for one, other in zip(old, new, strict=True)
    )
