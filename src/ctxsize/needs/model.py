"""The one answer to what a build needs: findings, ``--why`` and ``--fix`` ask it, and say what it says."""

from __future__ import annotations

import re
from functools import cached_property

from ctxsize.display.escaping import printable
from ctxsize.golang import paths
from ctxsize.needs.statement import Certainty, Evidence, Statement
from ctxsize.needs.takes import How, take_of, takes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ctxsize.dockerfile.parser.syntax import Dockerfile
    from ctxsize.dockerfile.sources import Source, Usage
    from ctxsize.needs.commands import Command
    from ctxsize.needs.history import HistoryReader
    from ctxsize.needs.lookup import Lookup
    from ctxsize.needs.mapping import Layout
    from ctxsize.needs.takes import Take

_DEEPEST_SCRIPT = 5
_MOST_COMMANDS = 3000
_MOST_MANIFESTS = 50
_MOST_LOOKED_INTO = 400
_HISTORIES = frozenset({".git", ".hg", ".svn", ".bzr", ".jj", "_darcs", ".fslckout"})
_TOLD = ("readme", "license", "licence", "copying", "notice", "authors", "changelog", "changes", "history")
"""How names begin of what a manifest names for people to read."""


class Needs:
    """What the build of one Dockerfile needs of its context, for one target or several."""

    def __init__(
        self,
        name: str,
        dockerfile: Dockerfile | None,
        usages: Sequence[Usage],
        lookup: Lookup,
        tracked: Callable[[str], bool | None] = lambda _: None,
        others: Callable[[], Sequence[Needs]] = tuple,
        traced: Callable[[], Sequence[Statement]] = tuple,
    ) -> None:
        """Take what there is to know; nothing is worked out before it is asked for.

        Args:
            name: the Dockerfile's name in sentences.
            dockerfile: as parsed; ``None`` where it can't be read.
            usages: what its targets take and run.
            lookup: the context.
            tracked: whether git tracks something at a path or below, place holders such as ``.gitkeep`` left aside;
                ``None`` where git can't tell.
            others: the other builds that read the same ignore file.
            traced: what a watched build was seen to open.

        """
        self.name = name
        self.lookup = lookup
        self.tracked = tracked
        self._dockerfile = dockerfile
        self._usages = usages
        self._others = others
        self._traced = traced

    @cached_property
    def sources(self) -> list[Source]:
        """The sources that are taken from the main context."""
        found = {(one.line, one.path): one for usage in self._usages for one in usage.sources if one.context is None}
        return list(found.values())

    @cached_property
    def images(self) -> list[str]:
        """What the stages of the Dockerfile start from, variables put in where they are known."""
        known = {stage.line: stage.base for usage in self._usages for stage in usage.stages}
        instructions = self._dockerfile.instructions if self._dockerfile is not None else ()
        return [known.get(one.line, one.args[0]) for one in instructions if one.keyword == "FROM" and one.args]

    @cached_property
    def raw_commands(self) -> list[tuple[int, str]]:
        """Each RUN of the Dockerfile, of all stages, with its line and all that it says."""
        instructions = self._dockerfile.instructions if self._dockerfile is not None else ()
        return [
            (one.line, "\n".join((one.text, *(heredoc.content for heredoc in one.heredocs))))
            for one in instructions
            if one.keyword == "RUN" or (one.keyword == "ONBUILD" and one.args[:1] and one.args[0].upper() == "RUN")
        ]

    @cached_property
    def others(self) -> Sequence[Needs]:
        """The other builds that read the same ignore file."""
        return self._others()

    @cached_property
    def _by_usage(self) -> list[tuple[Layout, list[Command]]]:
        found: list[tuple[Layout, list[Command]]] = []
        if not any(usage.runs for usage in self._usages):
            return found
        from ctxsize.needs.commands import of_run  # noqa: PLC0415 (many a build runs nothing, or is not asked)
        from ctxsize.needs.mapping import Layout  # noqa: PLC0415
        from ctxsize.needs.scripts import Runner  # noqa: PLC0415

        for usage in self._usages:
            layout = Layout(usage)
            runner = Runner(layout, self.lookup)
            commands: list[Command] = []
            for run in usage.runs:
                pending = [(one, 0) for one in of_run(run, self.name)][::-1]
                seen: set[tuple[object, ...]] = set()
                while pending and len(commands) < _MOST_COMMANDS:
                    command, depth = pending.pop()
                    commands.append(command)
                    key = (command.words, command.cwd)
                    if depth < _DEEPEST_SCRIPT and command.cwd is not None and key not in seen:
                        seen.add(key)
                        pending += [(one, depth + 1) for one in runner.inside(command)][::-1]
            found.append((layout, commands))
        return found

    @cached_property
    def commands(self) -> list[Command]:
        """All commands that the build runs, those of scripts and recipes among them."""
        return [command for _, commands in self._by_usage for command in commands]

    @cached_property
    def reads(self) -> list[Statement]:
        """What the commands read of the context, as far as it is there; first what one was seen to open."""
        return [*self._traced(), *self._read[0]]

    @property
    def wanted(self) -> list[Statement]:
        """What the commands look for in the context and do not find there now; a glob where the path has a wildcard."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[list[Statement], list[Statement]]:
        if not self._by_usage:
            return [], []
        from ctxsize.needs.reads import Reads  # noqa: PLC0415 (as above)

        found: dict[tuple[str, str], Statement] = {}
        wanted: dict[str, Statement] = {}
        for layout, commands in self._by_usage:
            reads = Reads(commands, layout, self.lookup)
            for one in reads.statements():
                found.setdefault((one.path, one.evidence.place), one)
            wanted |= {one.path: one for one in reads.wanted}
        return list(found.values()), list(wanted.values())

    @cached_property
    def manifests(self) -> dict[str, str]:
        """The texts of files that say what commands do: those in the root, and in the directories that commands work in."""
        from ctxsize.needs.running import is_manifest  # noqa: PLC0415 (as above)

        directories = dict.fromkeys(("",))
        for layout, commands in self._by_usage:
            for command in commands:
                for directory in layout.origins(command.run, command.cwd) if command.cwd else ():
                    if directory and self.lookup.names(directory):
                        directories[directory] = None
        names = [
            paths.join(directory, name)
            for directory in directories
            for name in self.lookup.names(directory)
            if is_manifest(name)
        ]
        texts = {path: self.lookup.text(path) for path in names[:_MOST_MANIFESTS]}
        return {path: text for path, text in texts.items() if text}

    @cached_property
    def history(self) -> list[HistoryReader]:
        """Who reads the history of the project."""
        found: list[HistoryReader] = []
        if not self._by_usage:
            return found
        from ctxsize.needs.history import readers  # noqa: PLC0415 (as above)

        for layout, commands in self._by_usage:
            found += readers(commands, self.images, self.manifests, layout, self.lookup)
        return found

    def takes(self, path: str) -> Take | None:
        """Return the instruction that names a path most closely."""
        return takes(self.sources, path, self.name)

    def take_of(self, source: Source) -> Take:
        """Return what a source takes by its own name."""
        return take_of(source, source.path, How.ITSELF, self.name)

    def reader(self, path: str) -> Statement | None:
        """Return the surest statement about who reads a path, something in it, or a directory around it."""
        found = [one for one in self.reads if _meets(one.path, path)]
        found += [one for one in self.wanted if one.path == path]
        name = path.rpartition("/")[2]
        if name in _HISTORIES:
            found += [one.statement for one in self.history if one.statement.path == path or name != ".git"]
        return min(found, key=lambda one: one.certainty.rank, default=None)

    def needed(self, path: str, *, partly: bool = False) -> Statement | None:
        """Say why the build needs a path for itself, not as a part of something larger; ``None`` if nothing is known.

        ``partly`` is whether what instructions name in it is seen to by itself.
        """
        take = self.takes(path)
        if take is not None and (take.how is How.ITSELF or (take.how is How.INSIDE and not partly)):
            return take.statement
        reader = self.reader(path)
        if reader is not None and reader.certainty is not Certainty.UNKNOWN:
            return reader
        return self._told(path) or self._vendored(path)

    def makers(self, made_by: str) -> Iterator[str | None]:
        """Yield the directories in which commands work that a regular expression fits, ``None`` where that is not known."""
        found = False
        for layout, commands in self._by_usage:
            for command in commands:
                if re.search(made_by, command.text):
                    found = True
                    yield from self._places_of(layout, command) or (None,)
        if not found and any(re.search(made_by, text) for _, text in self.raw_commands):
            yield None

    def _places_of(self, layout: Layout, command: Command) -> list[str]:
        """Return the directories of the context that a command works in; that of a file where just the file was copied."""
        from ctxsize.needs.reads import directory_of  # noqa: PLC0415 (as above)

        if command.cwd is None:
            return []
        found: dict[str, None] = {}
        for path in layout.origins(command.run, directory_of(command)):
            if not path or self.lookup.names(path):
                found[path] = None
            elif self.lookup.exists(path):
                found[path.rpartition("/")[0]] = None
        return list(found)

    def around(self, path: str) -> tuple[Needs, Take] | None:
        """Return the build and the instruction that name a directory around a path, whatever of it is there."""
        for build in (self, *self.others):
            take = build.takes(path)
            if take is not None and take.how is How.AROUND:
                return build, take
        return None

    def taker(self, path: str) -> Statement | None:
        """Return the first instruction of all builds that takes a path, whether by its name or with all around it."""
        found = (build.takes(path) for build in (self, *self.others))
        return next((take.statement for take in found if take is not None), None)

    def is_stage(self, image: str) -> bool:
        """Whether a stage starts from another stage of the Dockerfile."""
        return any(stage.name == image.lower() for usage in self._usages for stage in usage.stages)

    def runs(self, programs: str) -> bool:
        """Whether an image or a command is about one of the programs that a regular expression names."""
        if any(re.search(programs, image) for image in self.images):
            return True
        instructions = self._dockerfile.instructions if self._dockerfile is not None else ()
        texts = ["\n".join((one.text, *(heredoc.content for heredoc in one.heredocs))) for one in instructions]
        if any(
            re.search(programs, text) for text in texts if not text.lstrip().upper().startswith(("COPY", "ADD", "FROM"))
        ):
            return True
        return any(re.search(programs, command.text) for command in self.commands)

    def compiled(self, path: str) -> Statement | None:
        """Return who takes a path for a source, wherever it lies: a compiler, or a program that runs it."""
        if self.takes(path) is None:
            return None
        endings = self._endings(path)
        if not endings or not self.commands:
            return None
        from ctxsize.needs.tools import endings_for  # noqa: PLC0415 (as above)

        for command in self.commands:
            wanted = endings_for(command.words[0]) if command.words else ()
            if not endings.isdisjoint(wanted):
                words = f"{command.shown} may take sources from it"
                return Statement(
                    path=path, verb="reads", words=words, evidence=command.evidence, certainty=Certainty.LIKELY
                )
        return None

    def _endings(self, path: str) -> set[str]:
        """Return the endings of the names at and below a path; of many files those of the first few."""
        found: set[str] = set()
        pending, looked = [path], 0
        while pending and looked < _MOST_LOOKED_INTO:
            place = pending.pop(0)
            looked += 1
            names = self.lookup.names(place)
            if not names and "." in (name := place.rpartition("/")[2])[1:]:
                found.add(name[name.rfind(".") :])
            pending += [f"{place}/{name}" for name in names if name not in {"node_modules", ".git"}]
        return found

    def _told(self, path: str) -> Statement | None:
        """Return the manifest that names a README, a licence and the like."""
        name = path.rpartition("/")[2]
        begin = next((one for one in _TOLD if name.lower().startswith(one)), None)
        if begin is None or name[len(begin) : len(begin) + 1] not in {"", ".", "_", "-"}:
            return None
        for manifest, text in self.manifests.items():
            at = text.find(name)
            if at >= 0 and paths.directory(manifest) == paths.directory(path):
                line = text.count("\n", 0, at) + 1
                evidence = Evidence(manifest, line, name)
                return Statement(path, "reads", f"{printable(manifest)} names it", evidence, Certainty.LIKELY)
        return None

    def _vendored(self, path: str) -> Statement | None:
        """Return the command that takes Go's packages from ``vendor``, as it does if there are any beside its module."""
        directory, _, name = path.rpartition("/")
        if name != "vendor":
            return None
        for layout, commands in self._by_usage:
            for command in commands:
                if command.words[:1] != ("go",) or not {"build", "install", "generate", "test", "run"} & set(
                    command.words
                ):
                    continue
                origins = layout.origins(command.run, command.cwd) if command.cwd is not None else [""]
                if any(directory == one or one.startswith(f"{directory}/") or not directory for one in origins):
                    words = f"{command.shown} takes packages from it"
                    return Statement(path, "reads", words, command.evidence, Certainty.CERTAIN)
        calls_go = any(command.words[:1] == ("go",) for command in self.commands)
        if (
            not calls_go
            and self.takes(path)
            and any("golang" in one and re.match(r"(?:\S+/)?golang(?:[:@]|$)", one) for one in self.images)
        ):
            return Statement(
                path, "reads", "an image of Go takes packages from it", Evidence(self.name, None, ""), Certainty.LIKELY
            )
        return None


def _meets(read: str, path: str) -> bool:
    """Whether what is read is a path, lies in it, or is a directory around it."""
    return read == path or read.startswith(f"{path}/") or path.startswith(f"{read}/")


def all_statements(builds: Iterable[Needs], path: str) -> Iterator[Statement]:
    """Yield everything that some builds say of a path."""
    for build in builds:
        take = build.takes(path)
        if take is not None:
            yield take.statement
        reader = build.reader(path)
        if reader is not None:
            yield reader
