"""What a build runs: each command with the place that it stands at, those inside of scripts, recipes and tasks among them."""

from __future__ import annotations

from ctxsize.needs.mapping import resolve
from ctxsize.needs.shell import Simple, simple_commands
from ctxsize.needs.statement import Evidence
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxsize.dockerfile.sources import Run

_WITH_VALUE = {
    "sudo": "ugpC", "env": "uS", "nice": "n", "timeout": "ks", "stdbuf": "ioe", "chroot": "", "xargs": "nILPs",
    "gosu": "", "su-exec": "", "tini": "", "dumb-init": "", "catchsegv": "", "setarch": "", "ionice": "cn", "chronic": "",
}  # fmt: skip
"""Programs that run another one, with their options of one letter that take a value."""
_ARGUMENTS = {"timeout": 1, "gosu": 1, "su-exec": 1, "chroot": 1, "setarch": 1}
"""How many words stand between such a program and the other."""
_RUNNERS = {
    "npx": 1, "bunx": 1, "pnpx": 1, "exec": 1, "command": 1, "nohup": 1, "builtin": 1, "eval": 1, "corepack": 1, "cross-env": 1,
    "pnpm exec": 2, "pnpm dlx": 2, "npm exec": 2, "yarn exec": 2, "yarn dlx": 2, "bun x": 2, "poetry run": 2, "uv run": 2,
    "pdm run": 2, "pipenv run": 2, "hatch run": 2, "rye run": 2, "pixi run": 2, "bundle exec": 2, "mise exec": 2, "uvx": 1,
    "direnv exec": 2, "conda run": 2, "npx --yes": 2, "npx -y": 2, "composer exec": 2, "dotenv": 1, "tox exec": 2,
}  # fmt: skip
"""Beginnings of commands behind which another command stands."""
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "ksh"})
_NAMES = {
    "pip3": "pip",
    "nodejs": "node",
    "gmake": "make",
    "python3": "python",
    "python2": "python",
    "pytest-3": "pytest",
}


class Command(Record):
    """One command of a build.

    ``words`` begin with the program, wrappers such as ``env`` and ``sudo`` left out and names like ``python3.12``
    shortened. ``cwd`` is the directory in the image that it runs in; ``None`` where it is not known. ``shown`` is how a
    sentence names it. ``run`` is the instruction of the Dockerfile that it comes from.
    """

    words: tuple[str, ...]
    cwd: str | None
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    env: tuple[str, ...]
    evidence: Evidence
    run: Run
    optional: bool = False

    @property
    def text(self) -> str:
        """The words with blanks between them."""
        return " ".join(self.words)

    @property
    def shown(self) -> str:
        """The command and its place, short enough for a sentence."""
        return f"`{shortened(self.evidence.text)}` at {self.evidence.place}"


_LONGEST = 60


def shortened(text: str) -> str:
    """Return the first line of a command, cut where it is too long for a sentence."""
    # A command of thousands of words is named as often, so that no more of it is looked at than is shown.
    text = " ".join(text.split(maxsplit=_LONGEST)[:_LONGEST])
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "\u2026"


def of_run(run: Run, dockerfile: str) -> Iterator[Command]:
    """Yield the commands of a RUN, CMD or ENTRYPOINT itself, here-documents read as the scripts that they are."""
    instruction = run.instruction
    cwd = run.workdir if run.workdir is not None else ""
    if instruction.json:
        evidence = Evidence(file=dockerfile, line=instruction.line, text=" ".join(instruction.args))
        yield from unwrapped(Simple(tuple(instruction.args), "", 0), run, cwd, evidence, run.env)
        return
    text = instruction.args[0] if instruction.args else ""
    script = text.lstrip().startswith("<<") and len(text.split()) == 1
    for heredoc in instruction.heredocs:
        # `RUN <<EOF` runs the content; `RUN cat <<EOF > x` only shows it to cat; `RUN python <<EOF` is no shell.
        first = heredoc.content.partition("\n")[0]
        if (script and (not first.startswith("#!") or "sh" in first)) or (
            text.split()[:1] and text.split()[0].rpartition("/")[2] in _SHELLS
        ):
            yield from of_text(heredoc.content, run, cwd, dockerfile, instruction.line + 1)
    if not script:
        shell = text if not instruction.heredocs else text.partition("<<")[0]
        yield from of_text(shell, run, cwd, dockerfile, instruction.line, one_line=True)


def of_text(
    text: str, run: Run, cwd: str | None, file: str, line: int, *, here: str = "", one_line: bool = False
) -> Iterator[Command]:
    """Yield the commands of a shell text that starts at ``line`` of ``file`` and runs in ``cwd``."""
    for simple in simple_commands(text, run.env, here):
        words = " ".join((*simple.env, *simple.words))
        evidence = Evidence(file=file, line=line if one_line else line + simple.line, text=words)
        yield from unwrapped(simple, run, cwd, evidence, run.env)


def unwrapped(
    simple: Simple, run: Run, cwd: str | None, evidence: Evidence, env: Mapping[str, str]
) -> Iterator[Command]:
    """Yield a simple command without what only starts it: ``env``, ``sudo``, ``sh -c``, ``npx``, ``poetry run``."""
    place = None if cwd is None or simple.cwd is None else resolve(cwd, simple.cwd)
    words, front = list(simple.words), list(simple.env)
    for _ in range(8):
        words, more = _without_wrapper(words)
        front += more
        if not more and not words:
            break
        program = words[0].rpartition("/")[2] if words else ""
        if program in _SHELLS:
            inner = _shell_command(words)
            if inner is None:
                break
            inner = inner.replace("$@", "").strip()
            for one in simple_commands(inner, env):
                again = one.replace(optional=True) if simple.optional else one
                yield from unwrapped(again, run, place, evidence, env)
            return
        taken = next(
            (count for begin, count in _RUNNERS.items() if words[:count] == begin.split() and len(words) > count), 0
        )
        if not taken:
            break
        words = words[taken:]
        while words and words[0].startswith("-"):
            words = words[1:]
    if words:
        words[0] = _name(words[0])
        words = _module(words)
    yield Command(
        words=tuple(words),
        cwd=place,
        inputs=simple.inputs,
        outputs=simple.outputs,
        env=tuple(front),
        evidence=evidence,
        run=run,
        optional=simple.optional,
    )


def _without_wrapper(words: list[str]) -> tuple[list[str], list[str]]:
    """Take off the programs in front that run the rest, with their options; return also the variables that they set."""
    front: list[str] = []
    while words and (name := words[0].rpartition("/")[2]) in _WITH_VALUE:
        valued = _WITH_VALUE[name]
        rest = words[1:]
        while rest and (rest[0].startswith("-") or (name == "env" and "=" in rest[0])):
            option, rest = rest[0], rest[1:]
            if "=" in option and not option.startswith("-"):
                front.append(option)
            elif len(option) == 2 and option[1] in valued and rest:  # noqa: PLR2004 (a hyphen and a letter)
                rest = rest[1:]
        if name == "xargs" and not rest:
            break
        words = rest[_ARGUMENTS.get(name, 0) :]
    return words, front


def _shell_command(words: list[str]) -> str | None:
    """Return what ``sh -c`` is told to run."""
    for number, word in enumerate(words[1:], 1):
        if not word.startswith("-"):
            return None
        if word.endswith("c") and not word.startswith("--"):
            return words[number + 1] if number + 1 < len(words) else None
    return None


def _name(program: str) -> str:
    """Return a program's name without its directory, a version shortened; a path that is no system's own stays."""
    name = program.rpartition("/")[2]
    inside = "/" in program and not program.startswith(("/bin/", "/usr/", "/sbin/", "/opt/", "/root/.", "$"))
    if inside and name not in _SHELLS and ".venv/" not in program and "node_modules/.bin/" not in program:
        return program
    if name.startswith("python") and name[6:].replace(".", "").isdigit():
        return "python"
    if name.startswith("pip") and name[3:].replace(".", "").isdigit():
        return "pip"
    return _NAMES.get(name, name)


def _module(words: list[str]) -> list[str]:
    """Turn ``python -m pip`` into ``pip``; of other modules the name stays with ``python -m`` in front where it has no program."""
    if words[0] == "python" and "-m" in words[1:4]:
        at = words.index("-m")
        if at + 1 < len(words) and words[at + 1] in {
            "pip",
            "pytest",
            "poetry",
            "tox",
            "nox",
            "uv",
            "pdm",
            "hatch",
            "pipenv",
            "flask",
            "mkdocs",
            "alembic",
            "django",
        }:
            return words[at + 1 :]
        return ["python", *words[at:]]
    return words
