"""The rules' data as modules, so that no start has to read TOML.

    python -m tools.rule_data

writes `src/ctxsize/data/known.py` and `src/ctxsize/data/commands.py` out of the TOML files beside them, in which people
write, and out of `testdata/needs/`, which holds what real tools were seen to read.
"""

from __future__ import annotations

import pprint
import tomllib
from pathlib import Path
from typing import Any

import ctxsize
from ctxsize.analysis.needs import DOCKERFILES
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.needs import waste
from ctxsize.needs.names import NameFilter
from ctxsize.rules import catalogue

DIRECTORY = Path(ctxsize.__file__).parent / "data"
RECORDS = Path(__file__).parents[1] / "testdata" / "needs"
MODULE = DIRECTORY / "known.py"
COMMANDS = DIRECTORY / "commands.py"
_COLUMNS = ("match", "options", "unless", "where")
_READS = ("path", "glob", "manifest", "key", "names", "without", "instead")


def module() -> str:
    """Return the text of the module with waste and secrets."""
    cruft = tomllib.loads((DIRECTORY / "cruft.toml").read_text("utf-8"))["cruft"]
    secrets = tomllib.loads((DIRECTORY / "secrets.toml").read_text("utf-8"))
    waste_names, secret_names = waste.wanted_names(cruft), catalogue.wanted_names(secrets)
    wanted = secret_names | {name: min(size, secret_names.get(name, size)) for name, size in waste_names.items()}
    wanted |= dict.fromkeys((*DOCKERFILES, IGNORE_FILE), 0)
    tables = {
        "CRUFT: list[dict[str, Any]]": cruft,
        "SECRETS: dict[str, Any]": secrets,
        "CRUFT_BY_NAME: Any": waste.index_of(cruft).sorted_globs(),
        "SECRETS_BY_NAME: Any": catalogue.index_of(secrets).sorted_globs(),
        "SECRET_DIRECTORIES": catalogue.secret_directories(secrets),
        "SECRET_NAMES: Any": NameFilter(secret_names).sorted_globs(),
        "WANTED: Any": NameFilter(wanted).sorted_globs(),
    }
    return (
        '"""What cruft.toml and secrets.toml say, and their names sorted. Generated: `python -m tools.rule_data` writes it."""\n\n'
        "from __future__ import annotations\n\n"
        "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from typing import Any\n\n"
        + "\n\n".join(
            f"{name} = {pprint.pformat(table, width=118, sort_dicts=False)}" for name, table in tables.items()
        )
        + "\n"
    )


def commands() -> str:
    """Return the text of the module with what commands read and make."""
    written = tomllib.loads((DIRECTORY / "commands.toml").read_text("utf-8"))
    recorded = [
        _row(command, table.stem)
        for table in sorted(RECORDS.glob("*.toml"))
        for command in tomllib.loads(table.read_text("utf-8")).get("command", ())
    ]
    known = {(match, tuple(row.get("options", ()))) for row in recorded for match in row["match"]}
    documented = []
    for command in written["command"]:
        # What a tool was seen to do counts; what is only written about it fills the gaps.
        left = [match for match in command["match"] if (match, tuple(command.get("options", ()))) not in known]
        if left:
            documented.append(_row({**command, "match": left}, command["tool"]))
    by_program: dict[str, list[tuple[Any, ...]]] = {}
    for row in [*recorded, *documented]:
        for program in dict.fromkeys(match.split()[0] for match in row["match"]):
            by_program.setdefault(program, []).append(_packed(row))
    rows = pprint.pformat({program: tuple(those) for program, those in by_program.items()}, width=118, sort_dicts=False)
    languages = pprint.pformat(
        {program: tuple(one["endings"]) for one in written["language"] for program in one["programs"]},
        width=118,
        sort_dicts=False,
    )
    return (
        '"""What commands read and make, by program. Generated: `python -m tools.rule_data` writes it.\n\n'
        "All is in tuples, which Python loads as they are; `ctxsize.needs.tools` has the names of their members.\n"
        '"""\n\n'
        "from __future__ import annotations\n\n"
        "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from typing import Any\n\n"
        f"COMMANDS: dict[str, Any] = {rows}\n\n"
        f"LANGUAGES: dict[str, tuple[str, ...]] = {languages}\n"
    )


def _packed(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return a row as the members of `Row`, each read as those of `Read`, and globs over sources left out."""
    reads = tuple(
        (
            read.get("path", "").rstrip("/"),
            read["without"],
            read.get("manifest", ""),
            read.get("key", ""),
            tuple(read.get("instead", ())),
            read.get("names", "file"),
        )
        for read in row["reads"]
        # A script of package.json is followed by itself.
        if "path" in read or ("manifest" in read and read.get("names") != "command")
    )
    match = tuple(tuple(text.split()) for text in row["match"])
    where = tuple(row.get("where", {}).items())
    return row["table"], match, tuple(row.get("options", ())), tuple(row.get("unless", ())), where, reads


_LOCKS = (".lock", "-lock.json", "-lock.yaml", ".lockb", "Gemfile.lock", "npm-shrinkwrap.json")


def _without(read: dict[str, Any]) -> str:
    """Return what happens without a file: of a lock file, whose samples hold one version only, that versions differ."""
    is_lock = read.get("role") == "lock" or read.get("path", "").endswith(_LOCKS)
    return "changes" if is_lock and read["without"] == "same" else str(read["without"])


def _row(command: dict[str, Any], table: str) -> dict[str, Any]:
    """Return what the program needs of a row."""
    row = {"table": table, **{key: command[key] for key in _COLUMNS if command.get(key)}}
    reads = [
        {**{key: read[key] for key in _READS if key in read}, "without": _without(read)}
        for read in command.get("reads", ())
        if read.get("without") not in {None, "unread"}
        and not read.get("path", "").endswith("/")
        and (_without(read) != "same" or read.get("looked") != "no")
    ]
    return {**row, "reads": reads}


if __name__ == "__main__":
    MODULE.write_text(module(), "utf-8")
    COMMANDS.write_text(commands(), "utf-8")
