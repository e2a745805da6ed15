"""Find out what one command reads and makes: twice as it is, once under strace, then with one path after the other gone."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tools.needs import result, sandbox
from tools.needs.declare import TOOLS, Command, Sample, Table
from tools.needs.trace import Seen, seen

_CACHE = TOOLS / "records"
_SYSTEM = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_GIT = (
    "git init -q -b main && git config user.name a && git config user.email a@example.org && git add -A && "
    "GIT_AUTHOR_DATE='2026-01-02T03:04:05Z' GIT_COMMITTER_DATE='2026-01-02T03:04:05Z' git commit -q -m first && "
    "GIT_COMMITTER_DATE='2026-01-02T03:04:05Z' git tag -a v1.2.3 -m v1.2.3"
)
_TIME = 1767323045  # of all files: the commit's


class ExperimentError(Exception):
    """A command fails although its sample is whole."""


@dataclass(slots=True)
class Effect:
    """What happens without a path, and with it empty: ``fails``, ``changes`` or ``same``; ``""`` where it was not tried.

    ``remade``: the command wrote it again. ``differs`` is one name of the result that changed.
    """

    gone: str = ""
    empty: str = ""
    remade: bool = False
    differs: str = ""
    says: str = ""


@dataclass(slots=True)
class Made:
    """A path that a command made: a directory (with ``/``) that was not there, or a file."""

    path: str
    native: bool = False
    bound: bool = False


@dataclass(slots=True)
class Record:
    """All that is known of a command after its runs. ``units`` are the sample's paths as they were taken away."""

    units: list[str] = field(default_factory=list)
    effects: dict[str, Effect] = field(default_factory=dict)
    instead: dict[str, str] = field(default_factory=dict)
    makes: list[Made] = field(default_factory=list)
    rewrites: list[str] = field(default_factory=list)
    seen: dict[str, list[str]] = field(default_factory=dict)
    noise: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Outcome:
    code: int
    members: result.Members
    files: frozenset[str]
    says: str


def environment(table: Table, command: Command | None = None) -> dict[str, str]:
    """Return a command's whole environment, apart from ``HOME`` and ``TMPDIR``."""
    path = ":".join([*(str(TOOLS / one) for one in table.path), _SYSTEM])
    base = {
        "PATH": path,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "TOOLS": str(TOOLS),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_COLOR": "1",
    }
    tables = {**base, **table.env}
    return {**tables, **(command.env if command else {})}


def record(table: Table, command: Command, version: str) -> Record:
    """Return the record of a command, from the cache if nothing that it depends on has changed.

    Raises:
        ExperimentError: if the command fails on the whole sample.

    """
    key = hashlib.sha256(
        repr(
            (
                command.sample,
                command.ran,
                command.setup,
                command.stdout,
                command.units,
                sorted(environment(table, command).items()),
                version,
                [(one.path, one.instead) for one in command.reads if one.instead],
                *([table.noise] if table.noise else []),
            )
        ).encode()
    )
    kept = _CACHE / f"{table.name}-{key.hexdigest()[:16]}.json"
    if kept.exists():
        return _load(json.loads(kept.read_text("utf-8")))
    found = _Experiment(table, command).run()
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(asdict(found), indent=1), "utf-8")
    return found


def _load(data: Mapping[str, Any]) -> Record:
    effects = {path: Effect(**effect) for path, effect in data["effects"].items()}
    return Record(**{**data, "effects": effects, "makes": [Made(**made) for made in data["makes"]]})


class _Experiment:
    def __init__(self, table: Table, command: Command) -> None:
        self.table = table
        self.command = command
        self.env = environment(table, command)
        self.sample = Path()
        self.noise: set[str] = set()
        self.limit = sandbox.LIMIT
        self.base: _Outcome

    def run(self) -> Record:
        with tempfile.TemporaryDirectory(prefix="needs-sample-") as place:
            self.sample = Path(place, "sample")
            make_sample(self.command.sample, self.sample, self.env, self.command.setup)
            return self._all()

    def _all(self) -> Record:
        trace = self.sample.parent / "trace"
        made: list[Made] = []
        start = time.monotonic()
        self.base = self._once(made=made)
        if self.base.code:
            raise ExperimentError(f"{self.command.ran}: exit code {self.base.code}\n{self.base.says}")
        again = self._once(trace=trace)
        self.limit = max(30.0, 3 * (time.monotonic() - start))
        looked = seen(trace.read_text("utf-8", "replace"), sandbox.PROJECT) if trace.exists() else Seen()
        self.noise = result.differences(self.base.members, self._once().members) | result.differences(
            self.base.members, again.members
        )
        units = sorted(self._units())
        touched = looked.opened | looked.found | looked.listed
        near = [unit for unit in units if _is_touched(unit, touched)]
        far = [unit for unit in units if unit not in near]
        if far and self._effect(self._once(gone=far), far[0]).gone == "same":
            far_effects = {unit: Effect() for unit in far}
        else:
            near, far_effects = units, {}
        with ThreadPoolExecutor(2) as pool:
            effects = dict(zip(near, pool.map(self._try, near), strict=True))
        instead = {f"{path} -> {other}": self._renamed(path, other) for path, other in self._others()}
        files = self.base.files - frozenset(_files(self.sample))
        return Record(
            units=units,
            effects={**effects, **far_effects},
            instead=instead,
            makes=made,
            rewrites=sorted(self._rewritten()),
            seen={
                "opened": sorted(looked.opened & set(_files(self.sample))),
                "listed": sorted(path for path in looked.listed if (self.sample / path).is_dir()),
                "found": sorted(path for path in looked.found if os.path.lexists(self.sample / path)),
                "missing": sorted(path for path in looked.missing if not _below(path, files)),
                "above": sorted(looked.above),
                "programs": sorted(looked.programs),
            },
            noise=sorted(self.noise),
        )

    def _units(self) -> set[str]:
        whole = (".git", *self.command.sample.units, *self.command.units)
        units = set()
        for path in _files(self.sample):
            unit = next((one for one in whole if path.startswith(one + "/")), None)
            units.add(unit + "/" if unit else path)
        return units

    def _others(self) -> list[tuple[str, str]]:
        return [(read.path, other) for read in self.command.reads for other in read.instead]

    def _try(self, unit: str) -> Effect:
        effect = self._effect(self._once(gone=[unit]), unit)
        path = self.sample / unit
        if path.is_file() and not path.is_symlink() and path.stat().st_size:
            empty = self._effect(self._once(empty=unit), unit)
            effect.empty, effect.differs = empty.gone, effect.differs or empty.differs
        return effect

    def _renamed(self, path: str, other: str) -> str:
        """Say what happens if a file has another name; only its name in the result may differ."""
        outcome = self._once(rename=(path, other))
        return self._effect(outcome, path, other).gone

    def _effect(self, outcome: _Outcome, *own: str) -> Effect:
        if outcome.code:
            return Effect(gone="fails", says=outcome.says.strip()[-160:])
        apart = {name for name in result.differences(self.base.members, outcome.members) if not _is_own(name, own)}
        apart = {name for name in apart - self.noise if not any(fnmatchcase(name, glob) for glob in self.table.noise)}
        remade = own[0].rstrip("/") in {name.rstrip("/") for name in outcome.files}
        return Effect(gone="changes" if apart else "same", remade=remade, differs=min(apart, default=""))

    def _rewritten(self) -> set[str]:
        before = result.digests(self.sample)
        return {name for name, digest in before.items() if self.base.members.get(name, digest) != digest}

    def _once(
        self,
        gone: Iterable[str] = (),
        empty: str = "",
        rename: tuple[str, str] = ("", ""),
        trace: Path | None = None,
        made: list[Made] | None = None,
    ) -> _Outcome:
        with sandbox.room() as base:
            sandbox.copy(self.sample, base)
            project = base / "w/app"
            for unit in gone:
                _remove(project / unit)
            if empty:
                (project / empty).write_bytes(b"")
                os.utime(project / empty, (_TIME, _TIME))
            if rename[0]:
                (project / rename[1]).parent.mkdir(parents=True, exist_ok=True)
                (project / rename[0]).rename(project / rename[1])
            done = sandbox.run(base, self.command.ran, self.env, trace=trace, limit=self.limit)
            members = result.digests(project) | result.digests(done.out, "out: ")
            if self.command.stdout:
                members["what it prints"] = hashlib.sha256(done.stdout.encode()).hexdigest()[:16]
            if made is not None:
                made += _made(project, set(_files(self.sample)), self.sample)
            return _Outcome(done.code, members, frozenset(_files(project)), done.stdout[-2000:] + done.stderr[-3000:])


def make_sample(sample: Sample, place: Path, env: Mapping[str, str], setup: str = "") -> None:
    """Write a sample's files, prepare it, commit it, and run a command's set-up in it; all in the sandbox.

    Raises:
        ExperimentError: if one of these commands fails.

    """
    with sandbox.room() as base:
        project = base / "w/app"
        for name, content in sample.files.items():
            _write(project / name, content)
        steps: list[tuple[str, Callable[[], None]]] = [
            (sample.prepare, lambda: [_remove(project / name) for name in sample.drop] and None),
            (_GIT if sample.git else "", lambda: None),
            (setup, lambda: None),
        ]
        for step, then in steps:
            if step:
                _same_times(project)
                done = sandbox.run(base, step, env)
                if done.code:
                    raise ExperimentError(f"{sample.name}: {step}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
            then()
        _same_times(project, setup=bool(setup))
        shutil.copytree(project, place, symlinks=True)


def _same_times(project: Path, *, setup: bool = False) -> None:
    """Give all files one time, so that results don't differ by it; after a set-up times tell what is up to date."""
    if setup:
        return
    for path in [project, *project.rglob("*")]:
        if ".git" not in path.parts:
            os.utime(path, (_TIME, _TIME), follow_symlinks=False)


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content.startswith("->"):
        path.symlink_to(content.removeprefix("->").strip())
    else:
        path.write_text(content, "utf-8")
        if content.startswith("#!"):
            path.chmod(0o755)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _files(root: Path) -> list[str]:
    """Return all files and links below a directory, and its empty directories with ``/``."""
    found = []
    for where, directories, names in os.walk(root):
        here = Path(where)
        links = [name for name in directories if (here / name).is_symlink()]
        found += [(here / name).relative_to(root).as_posix() for name in (*names, *links)]
        if not directories and not names and here != root:
            found.append(here.relative_to(root).as_posix() + "/")
    return found


def _made(project: Path, before: set[str], sample: Path) -> list[Made]:
    tops = set()
    for path in set(_files(project)) - before:
        parts = path.rstrip("/").split("/")
        top = next(
            (
                ("/".join(parts[:depth]))
                for depth in range(1, len(parts))
                if not (sample / "/".join(parts[:depth])).is_dir()
            ),
            None,
        )
        if path.startswith(".git/"):
            continue
        tops.add(top + "/" if top else path)
    bound = sandbox.PROJECT.encode()
    return [Made(top, result.is_native(project / top), result.is_bound(project / top, bound)) for top in sorted(tops)]


def _is_touched(unit: str, touched: set[str]) -> bool:
    """Whether a unit was looked at: itself, something in it, or a directory above it was listed."""
    name = unit.rstrip("/")
    above = [os.path.dirname(name)]  # noqa: PTH120 (paths inside of the sample are texts)
    while above[-1]:
        above.append(os.path.dirname(above[-1]))  # noqa: PTH120
    return (
        name in touched
        or any(one.startswith(name + "/") for one in touched)
        or any((one or ".") in touched for one in above[:1])
    )


def _is_own(name: str, own: tuple[str, ...]) -> bool:
    return any(
        name.rstrip("/") == one.rstrip("/") or name.startswith((one.rstrip("/") + "/", one + "!")) for one in own
    ) or (name.endswith("/") and any(one.startswith(name) for one in own))


def _below(path: str, files: Iterable[str]) -> bool:
    """Whether a path is one of some files, or a directory above one."""
    return any(one == path or one.rstrip("/") == path or one.startswith(path + "/") for one in files)


def version(table: Table) -> str:
    """Ask a tool for its version.

    Raises:
        ExperimentError: if it is not there.

    """
    done = subprocess.run(
        ["sh", "-c", table.version],
        env={**environment(table), "HOME": str(Path.home())},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"\d+(?:\.\d+)+[\w.+-]*", done.stdout + done.stderr)
    if done.returncode or not found:
        raise ExperimentError(f"{table.tool}: `{table.version}` does not tell a version: {done.stdout}{done.stderr}")
    return found.group()
