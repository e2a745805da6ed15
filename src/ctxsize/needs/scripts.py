"""What the commands of a build run in turn: scripts of the context, recipes of make and just, scripts of package.json.

Of each file the part that is asked for is read: the target of make with those that it needs, the script of that name.
"""

from __future__ import annotations

import re

from ctxsize.golang import paths
from ctxsize.needs.commands import Command, of_text
from ctxsize.needs.mapping import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxsize.needs.lookup import Lookup
    from ctxsize.needs.mapping import Layout

_SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "ksh", "source", "."})
_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_NODE_PACKAGERS = frozenset({"npm", "pnpm", "yarn", "bun", "turbo"})
_LIFECYCLE = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare")
_INSTALLS = frozenset({"install", "i", "ci", "add", "clean-install"})
_MOST_SCRIPT_BYTES = 60_000
_VARIABLE = r"\$[({]([\w.-]+)[)}]"
_MOST_PUT_IN = 1024 * 1024
"""So many characters of variables are put into the recipes of one makefile."""


class Runner:
    """Follows commands into the files of the context that they run."""

    def __init__(self, layout: Layout, lookup: Lookup) -> None:
        """Take where things lie in the image, and the context."""
        self._layout = layout
        self._lookup = lookup

    def inside(self, command: Command) -> Iterator[Command]:
        """Yield the commands that a command runs in turn, one level down."""
        if not command.words:
            return
        program = command.words[0]
        if program == "make":
            yield from self._make(command)
        elif program in _NODE_PACKAGERS:
            yield from self._package_script(command)
        elif program in {"just", "task", "go-task", "tox", "nox"}:
            yield from self._recipes(command)
        else:
            yield from self._script(command)

    def files(self, command: Command, word: str) -> list[str]:
        """Return the existing paths of the context that a word of a command names."""
        if command.cwd is None or not word or "$" in word:
            return []
        place = resolve(command.cwd, word)
        return [path for path in self._layout.origins(command.run, place) if self._lookup.exists(path)]

    def _script(self, command: Command) -> Iterator[Command]:
        words = command.words
        script = words[0]
        if script in _SHELLS:
            script = next((word for word in words[1:] if not word.startswith("-")), "")
        elif "/" not in script and command.run.instruction.keyword == "RUN":
            return
        for path in self.files(command, script)[:1]:
            text = self._lookup.text(path)
            if not text or len(text) > _MOST_SCRIPT_BYTES or "\0" in text[:200]:
                continue
            first = text.partition("\n")[0]
            if first.startswith("#!") and not re.search(r"\b(?:ba|da|a|z|k)?sh\b", first):
                continue
            if not first.startswith("#!") and words[0] not in _SHELLS and not path.endswith((".sh", ".bash")):
                continue
            if path.rpartition("/")[2] in {"gradlew", "mvnw"}:
                continue
            here = resolve(command.cwd or "", script)
            yield from of_text(text, command.run, command.cwd, path, 1, here=here)

    def _make(self, command: Command) -> Iterator[Command]:
        words = command.words[1:]
        cwd, named, goals, at = command.cwd, "", [], 0
        while at < len(words):
            word = words[at]
            if word in {"-C", "--directory"} and at + 1 < len(words):
                at += 1
                cwd = None if cwd is None else resolve(cwd, words[at])
            elif word in {"-f", "--file", "--makefile"} and at + 1 < len(words):
                at += 1
                named = words[at]
            elif word.startswith("-C") and len(word) > 2:  # noqa: PLR2004 (the option's own two letters)
                cwd = None if cwd is None else resolve(cwd, word[2:])
            elif not word.startswith("-") and "=" not in word:
                goals.append(word)
            at += 1
        if cwd is None:
            return
        there = command.replace(cwd=cwd)
        for name in [named] if named else _MAKEFILES:
            for path in self.files(there, name)[:1]:
                yield from self._makefile(there, path, goals)
                return

    def _makefile(self, command: Command, path: str, goals: list[str]) -> Iterator[Command]:
        text = self._lookup.text(path) or ""
        wanted = {first.strip() for first in goals}
        targets, recipes, values = _rules(text)
        variables = _Variables(values)
        if not wanted:
            wanted = {next((name for name in targets if not name.startswith(".")), "")}
        pending, done = list(wanted), set[str]()
        while pending:
            goal = pending.pop()
            if goal in done:
                continue
            done.add(goal)
            pending += [variables.into(one) for one in targets.get(goal, ())]
            for line, recipe in recipes.get(goal, ()):
                shell = variables.into(recipe.lstrip("@+"))
                optional = shell.startswith("-")
                for one in of_text(shell.lstrip("-@+"), command.run, command.cwd, path, line, one_line=True):
                    yield one.replace(optional=True) if optional else one
        # What a variable is set to runs whatever the goal is, and make goes on where it fails.
        for number, row in enumerate(text.split("\n"), 1):
            for inner in re.findall(r"\$[({]shell\s+(.*)", row[: max(row.rfind(")"), row.rfind("}"), 0)]):
                for one in of_text(inner, command.run, command.cwd, path, number, one_line=True):
                    yield one.replace(optional=True)
            if (found := re.match(r"[\w.-]+\s*!=\s*(.+)", row)) is not None:
                yield from of_text(found[1], command.run, command.cwd, path, number, one_line=True)

    def _package_script(self, command: Command) -> Iterator[Command]:  # noqa: C901 (one branch for each way to call a script)
        words = [word for word in command.words[1:] if not word.startswith("-")]
        cwd = command.cwd
        for option in ("--prefix", "--cwd", "-C", "--dir"):
            if option in command.words[:-1] and cwd is not None:
                given = command.words[command.words.index(option) + 1]
                cwd = resolve(cwd, given)
                words = [word for word in words if word != given]
        there = command.replace(cwd=cwd)
        for path in self.files(there, "package.json")[:1]:
            document = self._lookup.document(path)
            scripts = document.get("scripts") if isinstance(document, dict) else None
            if not isinstance(scripts, dict):
                return
            names: list[str]
            if command.words[0] == "yarn" and not words:
                names = list(_LIFECYCLE)
            elif words and words[0] in _INSTALLS:
                names = [] if "--ignore-scripts" in command.words else list(_LIFECYCLE)
            elif words and words[0] in {"run", "run-script"}:
                names = words[1:2]
            else:
                names = words[:1]
            if names and names[0] not in _LIFECYCLE:
                names = [f"pre{names[0]}", names[0], f"post{names[0]}"]
            for name in names:
                text = scripts.get(name)
                if isinstance(text, str):
                    line = _line_of(self._lookup.text(path) or "", f'"{name}"')
                    yield from of_text(text, command.run, cwd, path, line, one_line=True)

    def _recipes(self, command: Command) -> Iterator[Command]:
        """Yield what just, task, tox and nox run: the indented lines below a name, without their own language."""
        files = {
            "just": ("justfile", "Justfile", ".justfile"), "task": ("Taskfile.yml", "Taskfile.yaml", "taskfile.yml"),
            "go-task": ("Taskfile.yml", "Taskfile.yaml"), "tox": ("tox.ini",), "nox": ("noxfile.py",),
        }[command.words[0]]  # fmt: skip
        for name in files:
            for path in self.files(command, name)[:1]:
                for number, row in enumerate((self._lookup.text(path) or "").split("\n"), 1):
                    text = row.strip()
                    if command.words[0] == "nox":
                        text = " ".join(re.findall(r"[\"']([^\"']+)[\"']", text)) if "session.run" in text else ""
                    elif command.words[0] == "tox":
                        text = text.partition("commands")[2].lstrip("_pretos =") if "commands" in text else text
                    elif "task" in command.words[0]:
                        text = text.removeprefix("- ").removeprefix("cmd:").strip().strip("\"'")
                        text = "" if re.match(r"\w+:", text) else text
                    if text and (row[:1] in " \t" or "commands" in row or ":=" in row):
                        inner = re.sub(r"\{\{[^{}]*\}\}", "$x", text.lstrip("@-"))
                        yield from of_text(inner, command.run, command.cwd, path, number, one_line=True)


def _rules(text: str) -> tuple[dict[str, list[str]], dict[str, list[tuple[int, str]]], dict[str, str]]:
    """Return of a makefile each target's prerequisites and recipe lines, and the plain variables."""
    targets: dict[str, list[str]] = {}
    recipes: dict[str, list[tuple[int, str]]] = {}
    variables: dict[str, str] = {}
    current: list[str] = []
    rows = text.split("\n")
    number = 0
    while number < len(rows):
        row, first = rows[number], number + 1
        while row.endswith("\\") and number + 1 < len(rows):
            number += 1
            row = row[:-1] + " " + rows[number].strip()
        number += 1
        if row.startswith("\t"):
            for goal in current:
                recipes.setdefault(goal, []).append((first, row.strip()))
            continue
        row = row.partition("#")[0].rstrip()
        assigned = re.match(r"(?:export\s+)?([\w.-]+)\s*(?::|\?|::|\+)?=\s*(.*)", row)
        if assigned is not None:
            variables[assigned[1]] = assigned[2]
            continue
        rule = re.match(r"([^\s:=][^:=]*):(?!=)\s*(.*)", row)
        if rule is not None:
            current = rule[1].split()
            needs, _, command = rule[2].partition(";")
            for goal in current:
                targets.setdefault(goal, []).extend(needs.replace("|", " ").split())
                if command.strip():
                    recipes.setdefault(goal, []).append((first, command.strip()))
    return targets, recipes, variables


class _Variables:
    """The plain variables of a makefile, put into so much text at most: values made of each other grow without bounds."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values
        self._left = _MOST_PUT_IN

    def into(self, text: str) -> str:
        """Put them in, and turn ``$$`` into ``$``."""
        for _ in range(4):
            names = re.findall(_VARIABLE, text)
            self._left -= sum(len(self._values.get(name, "")) for name in names)
            if not names or self._left < 0:
                break
            text = re.sub(
                _VARIABLE,
                lambda match: self._values.get(match[1], "make" if match[1] == "MAKE" else "$x"),
                text,
            )
        return text.replace("$$", "$")


def _line_of(text: str, wanted: str) -> int:
    at = text.find(wanted)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def directory_of(path: str) -> str:
    """Return the directory that a file lies in, the empty one for the context root."""
    found = paths.directory(path)
    return "" if found == "." else found
