"""Programs that run other commands: just, Task, tox."""

from __future__ import annotations

from tools.needs.declare import Command, Read, Sample, Table
from tools.needs.ecosystems.python import SYSTEM_PYTHON

_JUST = Sample(
    name="just",
    files={
        "justfile": "set dotenv-load\nimport 'more.just'\nversion := `cat VERSION`\nbuild:\n  cat in.txt > out.txt; echo {{version}} $NAME >> out.txt\n",
        "more.just": "other:\n  echo x\n",
        "VERSION": "1\n",
        ".env": "NAME=a\n",
        "in.txt": "x\n",
        "README.md": "# app\n",
    },
)
JUST = Table(
    name="just",
    tool="just",
    version="just --version",
    path=("mgr/bin",),
    commands=(
        Command(
            ran="just build",
            match=("just",),
            sample=_JUST,
            reads=(
                Read(path="justfile", instead=("Justfile", ".justfile"), above=True),
                Read(manifest="justfile", key="import", names="file", seen=("more.just",), note="also mod"),
                Read(
                    manifest="justfile",
                    key="recipes",
                    names="command",
                    seen=("VERSION", "in.txt"),
                    note="of the recipe and those it depends on; and backticks of all variables",
                ),
                Read(path=".env", note="where dotenv-load is set"),
            ),
        ),
    ),
)
_TASK = Sample(
    name="task",
    files={
        "Taskfile.yml": "version: '3'\ndotenv: ['.env']\nincludes:\n  more: ./more.yml\ntasks:\n  build:\n    sources: [in.txt]\n    generates: [out.txt]\n    cmds: ['cat in.txt > out.txt; echo $NAME >> out.txt']\n",
        "more.yml": "version: '3'\ntasks: {}\n",
        ".env": "NAME=a\n",
        "in.txt": "x\n",
        "README.md": "# app\n",
    },
)
TASK = Table(
    name="task",
    tool="task",
    version="task --version",
    path=("mgr/bin",),
    noise=(".task/*",),
    commands=(
        Command(
            ran="task build",
            match=("task", "go-task"),
            sample=_TASK,
            reads=(
                Read(path="Taskfile.yml", instead=("Taskfile.yaml", "taskfile.yml", "Taskfile.dist.yml"), above=True),
                Read(manifest="Taskfile.yml", key="includes", names="file", seen=("more.yml",)),
                Read(manifest="Taskfile.yml", key="tasks", names="command", seen=("in.txt",)),
                Read(manifest="Taskfile.yml", key="dotenv", names="file", seen=(".env",)),
            ),
        ),
    ),
)
_TOX = Sample(
    name="tox",
    files={
        "tox.ini": "[tox]\nenvlist = py\nskipsdist = true\n[testenv]\nallowlist_externals = sh\ncommands = sh check.sh\n",
        "check.sh": "echo ok > checked.txt\n",
        "setup.cfg": "[metadata]\nname = app\n",
        "pyproject.toml": "[project]\nname = 'app'\nversion = '1'\n",
        "README.md": "# app\n",
    },
)
TOX = Table(
    name="tox",
    tool="tox",
    version="tox --version",
    path=("mgr/bin", SYSTEM_PYTHON),
    noise=(".tox/*",),
    commands=(
        Command(
            ran="tox -q -e py",
            match=("tox",),
            sample=_TOX,
            reads=(
                Read(path="tox.ini", note="or tox.toml, or tox in pyproject.toml or setup.cfg"),
                Read(manifest="tox.ini", key="commands", names="command", seen=("check.sh",)),
            ),
        ),
    ),
)
TABLES = (JUST, TASK, TOX)
