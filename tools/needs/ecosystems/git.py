"""git itself, as builds ask it for a version."""

from __future__ import annotations

from tools.needs.declare import Command, Read, Sample, Table

_APP = Sample(
    name="git",
    files={
        "src/main.c": "int main;\n",
        "README.md": "# app\n",
        "VERSION": "1\n",
        ".gitignore": "*.o\n",
        ".gitattributes": "*.c text\n",
        ".mailmap": "A <a@example.org>\n",
        "local.o": "x\n",
    },
    git=True,
)
_GIT = Read(path=".git/", above=True, note="or a .git file that names it, in worktrees and submodules")
_TRACKED = Read(
    glob="**",
    seen=("src/*", "README.md", "VERSION", ".gitignore", ".gitattributes", ".mailmap"),
    note="every tracked file: one that is missing or changed counts as a change",
)


def _ask(ran: str, *match: str, tracked: bool = False, note: str = "") -> Command:
    return Command(
        ran=ran,
        match=match or (ran,),
        sample=_APP,
        stdout=True,
        reads=(_GIT, *((_TRACKED,) if tracked else ())),
        note=note,
    )


TABLE = Table(
    name="git",
    tool="git",
    version="git --version",
    commands=(
        _ask("git describe --tags --always", "git describe"),
        _ask("git describe --tags --dirty", "git describe --dirty", tracked=True, note="also --broken"),
        _ask("git rev-parse HEAD", "git rev-parse"),
        _ask("git log -1 --format=%H", "git log", "git show"),
        _ask("git rev-list --count HEAD", "git rev-list"),
        _ask("git status --porcelain", "git status", tracked=True),
        _ask("git diff --quiet HEAD || echo dirty", "git diff", tracked=True),
        _ask("git ls-files", note="the index tells; the files need not be there"),
        _ask("git archive HEAD | tar t", "git archive", note="the commit tells; the files need not be there"),
        _ask("git branch --show-current", "git branch"),
    ),
)
