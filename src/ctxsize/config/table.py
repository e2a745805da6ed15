"""What a configuration says: TOML's tables to frozen data, or one sentence on what is wrong, with its place and cure."""

from __future__ import annotations

import os

from ctxsize.config.inputs import INPUT_KEYS, build_inputs
from ctxsize.config.settings import Config, near
from ctxsize.display.escaping import printable, quoted
from ctxsize.display.sizes import QuantityError, parse_growth
from ctxsize.errors import BuildRefusedError, UsageError
from ctxsize.files.read import bound_of, read_within
from ctxsize.gate.budget import Budget, Limit
from ctxsize.gate.verdict import FailOn
from ctxsize.golang import paths
from ctxsize.ignore.parse import pattern_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, NoReturn

    from ctxsize.config.settings import BuildInputs
    from ctxsize.project.definition import BuildDefinition
    from ctxsize.rules.path_ignores import PathIgnores

_KEYS = (
    "fail-on",
    "max-growth",
    "baseline",
    "select",
    "ignore",
    "per-path-ignores",
    "engine",
    *INPUT_KEYS,
    "budget",
    "build",
)
_BUDGET_KEYS = (
    *("dockerfile", "target", "service", "build", "context", "path"),
    *("max-size", "min-size", "max-files", "min-files", "message"),
)
_OPTIONS = {"baseline": "baseline", "dockerfile": "file"}
"""What the command line calls a path of the configuration."""
_LIMITS = ("max-size", "min-size", "max-files", "min-files")


class TableReader:
    """Reads one document, and knows where everything in it stands."""

    def __init__(self, file: str, shown: str, text: str, root: str, within: Sequence[str]) -> None:
        """Read a document.

        Args:
            file: where it stands; paths in it are relative to its directory, links resolved.
            shown: its name for people.
            text: what it says.
            root: the build context root.
            within: absolute directories, links resolved, that no path in it may lead out of.

        """
        self._root = root
        self._within = tuple(within)
        self.directory = os.path.dirname(os.path.realpath(file))
        self.file = os.path.abspath(file)
        self._shown = shown
        self._text = text
        self._budget_lines: list[int] = []

    def wrong(self, key: Sequence[str | int], what: str) -> NoReturn:
        """Refuse the configuration because of one key."""
        raise UsageError(f"{self._place(key)}: {what}{'' if what.endswith('?') else '.'}")

    def line_of(self, key: Sequence[str | int]) -> int:
        """Return the line on which a key stands."""
        from ctxsize.config.place import line_of  # noqa: PLC0415 (as below)

        return line_of(self._text, key)

    def _place(self, key: Sequence[str | int]) -> str:
        from ctxsize.config.place import line_of  # noqa: PLC0415 (only for a mistake, and for a budget's origin)

        return f"{printable(self._shown)}:{line_of(self._text, key) if key else 1}"

    def config(self, table: Any, at: tuple[str, ...]) -> Config:  # noqa: ANN401 (whatever a document holds)
        """Return what a table says."""
        from ctxsize.config.place import table_lines  # noqa: PLC0415 (as above)

        self._table(table, at, _KEYS)
        budgets = self._tables(table, at, "budget")
        self._budget_lines = table_lines(self._text, (*at, "budget")) if budgets else []
        if len(self._budget_lines) != len(budgets):
            self._budget_lines = []
        baseline = self.text_of(table, at, "baseline")
        if baseline is not None:
            self.require_inside(baseline, (*at, "baseline"))
        inputs = build_inputs(self, table, at)
        return Config(
            file=self._shown,
            fail_on=self._fail_on(table, at),
            max_growth=self._growth(table, at),
            baseline=os.path.join(self.directory, baseline) if baseline is not None else None,
            select=self._codes(table, at, "select"),
            ignore=self._codes(table, at, "ignore"),
            path_ignores=self._path_ignores(table, at),
            engine=self._engine(table, at),
            inputs=inputs,
            builds=self._builds(table, at, inputs),
            budgets=tuple(self._budget(each, (*at, "budget", number)) for number, each in enumerate(budgets)),
            within=self._within,
        )

    def _tables(self, table: Mapping[str, Any], at: tuple[str, ...], name: str) -> list[Any]:
        found = table.get(name, [])
        if not isinstance(found, list):
            self.wrong(
                (*at, name), f"{name} is a list of tables. Write [[" + ".".join((*at, name)) + "]] above its keys"
            )
        return found

    def _builds(
        self, table: Mapping[str, Any], at: tuple[str, ...], inputs: BuildInputs | None
    ) -> tuple[BuildDefinition, ...]:
        rows = self._tables(table, at, "build")
        if not rows:
            return ()
        from ctxsize.config.builds import BUILD_KEYS, configured_build  # noqa: PLC0415 (few configurations have one)

        for number, row in enumerate(rows):
            if not isinstance(row, dict):
                self.wrong((*at, "build", number), f"build must be a table, not {_kind(row)}")
            self._table(row, (*at, "build", number), BUILD_KEYS)
        return tuple(configured_build(self, row, (*at, "build", number), inputs) for number, row in enumerate(rows))

    def _table(self, table: Any, at: Sequence[str | int], known: Iterable[str]) -> None:  # noqa: ANN401
        if not isinstance(table, dict):
            self.wrong(at, f"{at[-1]} must be a table, not {_kind(table)}")
        for name in table:
            if name not in known:
                self.wrong((*at, name), f"unknown key {quoted(name)}. {_nearest(name, known)}")

    def text_of(self, table: Mapping[str, Any], at: Sequence[str | int], name: str) -> str | None:
        """Return a text that a table may hold."""
        value = table.get(name)
        if value is not None and not isinstance(value, str):
            self.wrong((*at, name), f'{name} must be a string, not {_kind(value)}. Write {name} = "..."')
        if value == "":
            self.wrong((*at, name), f"{name} is empty. Give it a value, or delete the line")
        if value is not None and "\0" in value:
            self.wrong((*at, name), f"{name} {quoted(value)} holds a NUL character. Delete it")
        return value

    def require_inside(self, name: str, at: Sequence[str | int]) -> str:
        """Return where a path leads, links resolved; a repository of strangers must not choose a file elsewhere."""
        real = os.path.realpath(os.path.join(self.directory, name))
        if real not in self._within and bound_of(real, self._within) is None:
            self.wrong(
                at,
                f"{at[-1]} {quoted(name)} leads out of the repository. Name a file inside of it; --{_OPTIONS.get(str(at[-1]), 'build-context')} "
                "on the command line takes one from anywhere",
            )
        return real

    def _fail_on(self, table: Mapping[str, Any], at: Sequence[str]) -> FailOn | None:
        value = self.text_of(table, at, "fail-on")
        if value is None:
            return None
        levels = [level.value for level in FailOn]
        if value not in levels:
            self.wrong((*at, "fail-on"), f"fail-on {quoted(value)} is not a level. {_nearest(value, levels)}")
        return FailOn(value)

    def _engine(self, table: Mapping[str, Any], at: Sequence[str]) -> str | None:
        value = self.text_of(table, at, "engine")
        if value is not None:
            from ctxsize.dockerfile.engine import Engine  # noqa: PLC0415 (few configurations name one)

            try:
                Engine.of(value)
            except UsageError as error:
                self.wrong((*at, "engine"), str(error).removeprefix("--").rstrip("."))
        return value

    def _growth(self, table: Mapping[str, Any], at: Sequence[str]) -> str | None:
        value = self.text_of(table, at, "max-growth")
        if value is not None:
            try:
                parse_growth(value)
            except QuantityError as error:
                self.wrong((*at, "max-growth"), f"max-growth {quoted(value)}: {str(error).rstrip('.')}")
        return value

    def _path_ignores(self, table: Mapping[str, Any], at: tuple[str, ...]) -> PathIgnores | None:
        if "per-path-ignores" not in table:
            return None
        from ctxsize.rules.path_ignores import PER_PATH_IGNORES, PathIgnores, check  # noqa: PLC0415 (few have one)

        rows, place = table[PER_PATH_IGNORES], (*at, PER_PATH_IGNORES)
        if not isinstance(rows, dict):
            self.wrong(
                place,
                f"{PER_PATH_IGNORES} must be a table, not {_kind(rows)}. "
                f'Write [{".".join(place)}], and below it "fixtures/**" = ["CTX2"]',
            )
        for pattern in rows:
            try:
                check(pattern)
            except ValueError:
                self.wrong((*place, pattern), f"{quoted(pattern)} is not a pattern. Write it as in a .gitignore")
        return PathIgnores(
            root=os.path.realpath(self._root),
            base=self.directory,
            rows=tuple((pattern, self._codes(rows, place, pattern)) for pattern in rows),
        )

    def _codes(self, table: Mapping[str, Any], at: Sequence[str], name: str) -> tuple[str, ...]:
        value = table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
            self.wrong((*at, name), f'{name} must be a list of codes. Write {_as_key(name)} = ["CTX401"]')
        from ctxsize.rules.selection import read  # noqa: PLC0415 (few configurations name rules)

        return read(value, f"{self._place((*at, name))}: {name}") if value else ()

    def _budget(self, table: Any, at: tuple[str | int, ...]) -> Budget:  # noqa: ANN401
        if not isinstance(table, dict):
            self.wrong(at, f"budget must be a table, not {_kind(table)}")
        self._table(table, at, _BUDGET_KEYS)
        limits = tuple(self._limit(table, at, name) for name in _LIMITS if name in table)
        if not limits:
            self.wrong(at, f"this budget has no limit. Add one of {', '.join(_LIMITS)}")
        for what in ("size", "files"):
            self._range(limits, at, what)
        dockerfile = self.text_of(table, at, "dockerfile")
        target = self.text_of(table, at, "target")
        context = self.text_of(table, at, "context")
        full = self.dockerfile_of(dockerfile, at) if dockerfile is not None else None
        if full is not None and target is not None:
            self._check_target(full, target, at)
        return Budget(
            origin=self._origin(at),
            limits=limits,
            dockerfile=full,
            shown_dockerfile=near(os.path.join(self.directory, dockerfile)) if dockerfile is not None else "",
            target=target,
            service=self.text_of(table, at, "service"),
            build=self.text_of(table, at, "build"),
            context=self.require_inside(context, (*at, "context")) if context is not None else None,
            shown_context=near(os.path.join(self.directory, context)) if context is not None else "",
            path=self._pattern(table, at),
            message=self.text_of(table, at, "message") or "",
        )

    def _origin(self, at: Sequence[str | int]) -> str:
        """Return where a budget stands: at its header, as a rule."""
        number = at[-1]
        if self._budget_lines and isinstance(number, int):
            return f"{printable(self._shown)}:{self._budget_lines[number]}"
        return self._place(at)

    def _limit(self, table: Mapping[str, Any], at: Sequence[str | int], name: str) -> Limit:
        value = table[name]
        number = isinstance(value, int) and not isinstance(value, bool)
        if number and value < 0:
            self.wrong((*at, name), f"{name} can't be negative. Write 0 or more")
        if name.endswith("files"):
            if not number:
                self.wrong((*at, name), f"{name} must be a whole number, not {_kind(value)}. Write {name} = 3000")
            return Limit(name=name, value=value, text=f"{value:,}")
        if number:
            return Limit.of_size(name, str(value))
        if not isinstance(value, str):
            self.wrong((*at, name), f'{name} must be a size, not {_kind(value)}. Write {name} = "20MB"')
        try:
            return Limit.of_size(name, value)
        except QuantityError as error:
            self.wrong((*at, name), f"{name} {quoted(value)}: {str(error).rstrip('.')}")

    def _range(self, limits: Iterable[Limit], at: Sequence[str | int], what: str) -> None:
        named = {limit.name: limit for limit in limits}
        least, most = named.get(f"min-{what}"), named.get(f"max-{what}")
        if least is not None and most is not None and least.value > most.value:
            self.wrong(
                (*at, least.name),
                f"{least.name} {least.text} is above {most.name} {most.text}, so no build can pass. Lower it, or raise {most.name}",
            )

    def dockerfile_of(self, name: str, at: Sequence[str | int]) -> str:
        """Return where a Dockerfile that a table names lies, links resolved."""
        full = self.require_inside(name, (*at, "dockerfile"))
        if not os.path.isfile(full):
            close = _nearest_file(self.directory, name)
            advice = (
                f"Did you mean {printable(close)}?"
                if close
                else "It is looked for from the directory of this configuration"
            )
            self.wrong((*at, "dockerfile"), f"dockerfile {quoted(name)}: there is no such file. {advice}")
        return full

    def _check_target(self, dockerfile: str, target: str, at: Sequence[str | int]) -> None:
        """Refuse a target that the Dockerfile does not have: its budget would be skipped for ever, and in silence."""
        from ctxsize.dockerfile.parser.parse import parse  # noqa: PLC0415 (only for a budget of both)
        from ctxsize.dockerfile.usage import usage  # noqa: PLC0415

        try:
            data = read_within(dockerfile, self._within)
        except OSError as error:
            self.wrong((*at, "dockerfile"), f"dockerfile {quoted(dockerfile)}: {error.strerror}. Name another file")
        refusals = []
        for asked in (None, target):
            try:
                usage(parse(data, dockerfile), target=asked, build_args={}, platform=None)
                refusals.append("")
            except BuildRefusedError as refusal:
                refusals.append(str(refusal).partition(": ")[2])
        # A Dockerfile that is refused whatever the target is none of the configuration's concern.
        if refusals[1] and not refusals[0]:
            self.wrong((*at, "target"), f"target {quoted(target)}: {refusals[1].rstrip('.')}")

    def _pattern(self, table: Mapping[str, Any], at: Sequence[str | int]) -> str | None:
        value = self.text_of(table, at, "path")
        if value is None:
            return None
        try:
            parsed = pattern_of(value)
        except paths.BadPatternError:
            self.wrong((*at, "path"), f"path {quoted(value)} is a malformed pattern. Write it as in an ignore file")
        if parsed is not None and parsed.exception:
            self.wrong((*at, "path"), f"path {quoted(value)} is an exception. Write the pattern without !")
        return value


def _as_key(name: str) -> str:
    """Return a key as TOML writes it."""
    return name if name.replace("-", "").isalnum() else f'"{name}"'


def _kind(value: object) -> str:
    """Return what a value is, in TOML's words."""
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, str):
        return f"the string {quoted(value)}"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    return "a list" if isinstance(value, list) else "a table" if isinstance(value, dict) else "a date"


def _nearest(name: str, known: Iterable[str]) -> str:
    import difflib  # noqa: PLC0415 (only for a mistake)

    known = list(known)
    close = difflib.get_close_matches(name.lower().replace("_", "-"), known, 1)
    return f"Did you mean {close[0]}?" if close else f"Known: {', '.join(known)}"


def _nearest_file(directory: str, name: str) -> str | None:
    """Return a file that may have been meant: one that looks like it in its directory, or a Dockerfile of that name elsewhere."""
    import difflib  # noqa: PLC0415 (only for a mistake)

    found = []
    for above, directories, files in os.walk(directory):
        directories[:] = sorted(each for each in directories if not each.startswith(".") and each != "node_modules")
        if above.count("/") - directory.count("/") >= _DEPTH:
            directories.clear()
        place = os.path.relpath(above, directory)
        found += [os.path.normpath(os.path.join(place, each)) for each in sorted(files) if "ocker" in each]
    found = [each for each in found if not each.endswith(".dockerignore")][:_CANDIDATES]
    close = difflib.get_close_matches(name, found, 1, 0.5)
    same = [each for each in found if os.path.basename(each) == os.path.basename(name)]
    return next(iter([*close, *same, *found]), None)


_CANDIDATES = 1000
_DEPTH = 3
"""How many directories deep a Dockerfile is looked for, to be suggested."""
