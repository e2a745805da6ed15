"""Rows of a table: what was declared of a command, with what its record says about it."""

from __future__ import annotations

from fnmatch import fnmatchcase

from tools.needs.declare import Command, Documented, Read, Table
from tools.needs.experiment import Effect, Made, Record
from tools.needs.toml import Value

_RANK = {"": 0, "same": 1, "changes": 2, "fails": 3}
Row = dict[str, Value]


def table(declared: Table, version: str, commands: list[Value]) -> Row:
    """Return a whole table."""
    ran = any(isinstance(command, Command) for command in declared.commands)
    head: Row = {"tool": declared.tool, "version": version, "how": "run" if ran else "documented"}
    if declared.source:
        head["source"] = declared.source
    if declared.note:
        head["note"] = declared.note
    return {**head, "command": commands}


def documented(command: Documented) -> Row:
    """Return the row of a command that was not run."""
    row: Row = {"match": list(command.match)}
    if command.options:
        row["options"] = list(command.options)
    row |= {"how": "documented", "source": command.source}
    if command.note:
        row["note"] = command.note
    reads: list[Value] = [{_kind(path): path, "without": without} for path, without in command.reads]
    return {**row, "reads": reads, "makes": [{"path": path} for path in command.makes]}


def recorded(command: Command, record: Record) -> tuple[Row, list[str]]:
    """Return the row of a command that was run, and what its record holds that no row of its declaration explains."""
    row: Row = {"match": list(command.match)}
    for key, value in (("options", command.options), ("unless", command.unless)):
        if value:
            row[key] = list(value)
    if command.where:
        row["where"] = dict(command.where)
    row |= {"how": "run", "ran": command.ran, "sample": command.sample.name}
    if command.setup:
        row["after"] = command.setup
    if command.note:
        row["note"] = command.note
    reads, complaints = _reads(command, record)
    row["reads"] = reads
    row["makes"] = [_made(made) for made in record.makes]
    if record.rewrites:
        row["rewrites"] = list(record.rewrites)
    looked = {path.rstrip("/") for kind in ("opened", "found", "listed") for path in record.seen[kind]}
    missing = [path for path in record.seen["missing"] if not _is_noise(path)]
    row["looks_for"] = sorted(missing)
    if above := [
        name for name in record.seen["above"] if name not in {"app", "w", "mnt", "home", "out", "tmp", "trace"}
    ]:
        row["looks_above"] = above
    if "git" in record.seen["programs"]:
        row["starts"] = ["git"]
    row["unread"] = [
        unit for unit in record.units if unit.rstrip("/") not in looked and record.effects[unit].gone in {"", "same"}
    ]
    return row, complaints


def _reads(command: Command, record: Record) -> tuple[list[Value], list[str]]:
    explained: set[str] = set()
    found: list[Value] = []
    complaints: list[str] = []
    for read in command.reads:
        units = [unit for unit in record.units if _covers(read, unit) and unit not in explained]
        if not units:
            complaints.append(f"nothing in the sample for {read.path or read.glob or read.key or read.argument}")
        explained.update(units)
        row = _declared(read)
        effects = [record.effects[unit] for unit in units]
        row["without"] = _worst(effect.gone for effect in effects) or "unread"
        if empty := _worst(effect.empty for effect in effects):
            row["empty"] = empty
        if any(effect.remade for effect in effects):
            row["remade"] = True
        if differs := next((effect.differs for effect in effects if effect.differs), ""):
            row["differs"] = differs
        if read.path:
            if works := [
                other for other in read.instead if record.instead.get(f"{read.path} -> {other}") in {"same", "changes"}
            ]:
                row["instead"] = works
        if row["without"] == "same":
            row["looked"] = _looked(units, record)
        if read.note:
            row["note"] = read.note
        found.append(row)
    for unit in record.units:
        effect = record.effects[unit]
        if unit not in explained and "fails" in {effect.gone, effect.empty} | (
            {"fails"} if "changes" in {effect.gone, effect.empty} else set()
        ):
            complaints.append(f"no row for {unit}: {_told(effect)}")
    return found, complaints


def _declared(read: Read) -> Row:
    row: Row = {}
    for key in ("path", "glob", "manifest", "key", "argument", "names", "role"):
        if value := getattr(read, key):
            row[key] = value
    if read.above:
        row["above"] = True
    if not read.path and read.seen:
        row["seen"] = list(read.seen)
    return row


def _covers(read: Read, unit: str) -> bool:
    if read.seen:
        return any(fnmatchcase(unit, seen) for seen in read.seen)
    return unit == read.path or bool(read.glob and _fits(unit, read.glob))


def _fits(unit: str, glob: str) -> bool:
    """Whether a path fits a glob in which ``**/`` may stand for no directory at all."""
    return fnmatchcase(unit, glob.replace("**", "*")) or fnmatchcase(unit, glob.replace("**/", ""))


def _worst(effects: object) -> str:
    return max((str(one) for one in effects), key=_RANK.__getitem__, default="")  # type: ignore[attr-defined]


def _looked(units: list[str], record: Record) -> str:
    for kind in ("opened", "found", "listed"):
        if any(
            path == unit.rstrip("/") or path.startswith(unit.rstrip("/") + "/")
            for unit in units
            for path in record.seen[kind]
        ):
            return kind
    return "no"


def _made(made: Made) -> Row:
    row: Row = {"path": made.path}
    if made.native:
        row["native"] = True
    if made.bound:
        row["bound"] = True
    return row


def _told(effect: Effect) -> str:
    return f"gone {effect.gone}, empty {effect.empty}, {effect.differs} {effect.says[-200:]!r}"


def _kind(path: str) -> str:
    return "glob" if any(sign in path for sign in "*?[") else "path"


def _is_noise(path: str) -> bool:
    """Whether a name that is not there says little: all but what lies in the project's root or in a hidden directory."""
    return path.startswith(".git/") or path.endswith((".gch", ".so.1")) or ("/" in path and not path.startswith("."))
