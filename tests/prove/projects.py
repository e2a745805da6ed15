"""Small projects with real commands, what each needs, and what a proof of it is to say."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

COMMON = {
    "docs/guide.md": "# guide\n",
    "docs/shot.bin": "0123456789" * 4000,
    "README.md": "# Readme\n",
    "CHANGELOG.md": "# Changes\n",
    "LICENSE": "MIT\n",
    "tests/test_core.py": "import unittest\n\n\nclass T(unittest.TestCase):\n    def test_a(self): self.assertTrue(True)\n",
    "examples/demo.txt": "demo\n",
    "data/big.bin": "abcdefghij" * 9000,
    ".github/workflows/ci.yml": "on: push\n",
}
GIT = ".git"


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project.

    ``needed`` are entries of the context root that must stay; a proof must find each. ``files`` stand beside the common ones.
    ``unwatched`` is whether a command can't be put under strace, ``most_builds`` how many builds may find what is needed.
    ``verdicts`` are those of some lines; ``noisy`` is how many files differ in every build.
    """

    name: str
    image: str
    dockerfile: str
    needed: frozenset[str]
    files: dict[str, str] = field(default_factory=dict)
    noisy: int = 0
    verdicts: dict[str, str] = field(default_factory=dict)
    coupled: bool = False
    quick: bool = False
    unwatched: bool = False
    most_builds: int = 12

    def make(self, root: Path) -> None:
        """Write the project as a git repository with one commit."""
        for path, text in {**COMMON, **self.files, "Dockerfile": self.dockerfile}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        environment = {
            **os.environ,
            **{f"GIT_{who}_{what}": "a" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }
        for words in (
            ["init", "-q", "-b", "main"],
            ["add", "-Af"],
            ["commit", "-qm", "one"],
            ["tag", "-a", "v1.4.2", "-m", "v"],
        ):
            subprocess.run(["git", "-C", root, *words], env=environment, check=True)


PROJECTS = (
    Project(
        name="shell",
        image="base",
        dockerfile='FROM base AS b\nWORKDIR /w\nCOPY . .\nRUN read -r line < docs/guide.md; echo "$line" > /out\nFROM base\nCOPY --from=b /out /out\n',
        needed=frozenset({"docs"}),
        quick=True,
    ),
    Project(
        name="shell-optional",
        image="base",
        dockerfile=(
            "FROM base AS b\nWORKDIR /w\nCOPY . .\nRUN if [ -e LICENSE ]; then echo with; else echo without; fi > /out\n"
            "FROM base\nCOPY --from=b /out /out\n"
        ),
        needed=frozenset({"LICENSE"}),
        quick=True,
    ),
    Project(
        name="shell-bind",
        image="base",
        dockerfile=(
            'FROM base AS b\nRUN --mount=type=bind,target=/w cd /w && for f in docs/*; do echo "$f"; done > /out\n'
            "FROM base\nCOPY --from=b /out /out\n"
        ),
        needed=frozenset({"docs"}),
        quick=True,
    ),
    Project(
        name="heredoc",
        image="base",
        dockerfile=(
            '# syntax-less\nFROM base AS b\nWORKDIR /w\nCOPY . .\nRUN <<EOF\nset -e\nwhile read -r l; do echo "$l"; done < README.md > /out\nEOF\n'
            "FROM base\nCOPY --from=b /out /out\n"
        ),
        needed=frozenset({"README.md"}),
        quick=True,
    ),
    Project(
        name="unittest",
        image="python",
        files={"core.py": "def f(): return 3\n", "tests/__init__.py": ""},
        dockerfile=(
            "FROM python AS b\nWORKDIR /w\nCOPY . .\nRUN python3 -m unittest discover\nFROM base\nCOPY --from=b /w/core.py /core.py\n"
        ),
        needed=frozenset({"tests", "core.py"}),
    ),
    Project(
        name="setuptools",
        image="python",
        files={
            "setup.py": (
                "import setuptools\nsetuptools.setup(name='tool', version='1', packages=['tool'], long_description=open('README.md').read())\n"
            ),
            "tool/__init__.py": "X = 1\n",
        },
        dockerfile=(
            "FROM python AS b\nWORKDIR /w\nCOPY . .\nRUN python3 setup.py -q install --root /out --single-version-externally-managed\n"
            "FROM base\nCOPY --from=b /out /\n"
        ),
        needed=frozenset({"README.md", "setup.py", "tool", "LICENSE"}),
    ),
    Project(
        name="pip",
        image="python",
        files={
            "setup.py": "import setuptools\nsetuptools.setup(name='tool', version=open('VERSION').read().strip(), packages=['tool'])\n",
            "VERSION": "2.5\n",
            "tool/__init__.py": "X = 1\n",
        },
        dockerfile=(
            "FROM python AS b\nWORKDIR /w\nCOPY . .\n"
            "RUN pip install --no-deps --no-build-isolation --no-index --break-system-packages --no-compile --target /out .\n"
            "FROM base\nCOPY --from=b /out /srv\n"
        ),
        needed=frozenset({"VERSION", "setup.py", "tool", "LICENSE"}),
        verdicts={},
    ),
    Project(
        name="make-git-head",
        image="gcc",
        files={
            "Makefile": (
                "VERSION := $(shell cat .git/HEAD 2>/dev/null || echo unknown)\nall:\n\tmkdir -p /out\n"
                "\tgcc -DV='\"$(VERSION)\"' -o /out/hello src/hello.c\n"
            ),
            "src/hello.c": "#include <stdio.h>\nint main(){puts(V);return 0;}\n",
        },
        dockerfile="FROM gcc AS b\nWORKDIR /w\nCOPY . .\nRUN make\nFROM base\nCOPY --from=b /out /opt/hello\n",
        needed=frozenset({GIT, "Makefile", "src"}),
    ),
    Project(
        name="stamp",
        image="gcc",
        files={
            "hello.c": '#include <stdio.h>\nint main(){puts(__DATE__ " " __TIME__);return 0;}\n',
            "msg.txt": "hello\n",
        },
        dockerfile=(
            "FROM gcc AS b\nWORKDIR /w\nCOPY . .\nRUN mkdir -p /out && gcc -o /out/hello hello.c && date +%s%N > /out/time && "
            "cat /proc/sys/kernel/random/uuid > /out/id && cat msg.txt CHANGELOG.md > /out/msg\nFROM base\nCOPY --from=b /out /out\n"
        ),
        needed=frozenset({"hello.c", "msg.txt", "CHANGELOG.md"}),
        noisy=3,
    ),
    Project(
        name="touched",
        image="python",
        files={"core.py": "def f(): return 3\n"},
        dockerfile=(
            "FROM python AS b\nWORKDIR /w\nCOPY . .\nRUN python3 -m compileall -q core.py && mkdir /out && cp -r __pycache__ /out\n"
            "FROM base\nCOPY --from=b /out /out\n"
        ),
        needed=frozenset({"core.py"}),
    ),
    Project(
        name="node",
        image="node",
        files={
            "package.json": '{"name":"shop","version":"1.0.0","scripts":{"build":"node build.js"}}\n',
            "package-lock.json": (
                '{"name":"shop","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"shop","version":"1.0.0"}}}\n'
            ),
            "build.js": (
                "const fs=require('fs');const spec=JSON.parse(fs.readFileSync('docs/openapi.json'));fs.mkdirSync('dist',{recursive:true});\n"
                "fs.writeFileSync('dist/client.js','// '+spec.info.title+'\\n'+fs.readFileSync('src/index.js'));\n"
            ),
            "docs/openapi.json": '{"info":{"title":"Shop"}}\n',
            "src/index.js": "console.log(1)\n",
            "tsconfig.json": "{}\n",
        },
        dockerfile=(
            "FROM node AS build\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --offline --no-audit --no-fund\n"
            'COPY . .\nRUN npm run build\nFROM base\nWORKDIR /srv\nCOPY --from=build /app/dist ./dist\nCMD ["node","dist/client.js"]\n'
        ),
        needed=frozenset({"docs", "package.json", "package-lock.json", "build.js", "src"}),
    ),
    Project(
        name="go",
        image="go",
        files={
            "go.mod": "module example.org/web\n\ngo 1.19\n",
            "main.go": (
                'package main\n\nimport (\n\t"embed"\n\t"fmt"\n)\n\n//go:embed static\nvar fs embed.FS\n\nfunc main() { fmt.Println(fs.ReadDir("static")) }\n'
            ),
            "static/index.html": "<p>hi</p>\n",
        },
        dockerfile=(
            "FROM go AS b\nWORKDIR /w\nENV HOME=/root GOCACHE=/tmp/gc CGO_ENABLED=0\nCOPY . .\nRUN go build -buildvcs=false -o /out/web .\n"
            'FROM scratch\nCOPY --from=b /out/web /web\nENTRYPOINT ["/web"]\n'
        ),
        needed=frozenset({"go.mod", "main.go", "static"}),
    ),
    Project(
        name="go-stamped",
        image="go",
        files={"go.mod": "module example.org/web\n\ngo 1.19\n", "main.go": "package main\n\nfunc main() {}\n"},
        dockerfile=(
            "FROM go AS b\nWORKDIR /w\nENV HOME=/root GOCACHE=/tmp/gc CGO_ENABLED=0\nCOPY . .\n"
            "RUN git config --global safe.directory '*' && go build -o /out/web .\nFROM scratch\nCOPY --from=b /out/web /web\n"
        ),
        needed=frozenset({*(path.partition("/")[0] for path in COMMON), GIT, "go.mod", "main.go", "Dockerfile"}),
        coupled=True,
    ),
    Project(
        name="exec-form",
        image="base",
        dockerfile=(
            'FROM base AS b\nWORKDIR /w\nADD . .\nRUN ["/bin/sh", "-c", "read -r line < examples/demo.txt; echo $line > /out"]\n'
            "FROM base\nCOPY --from=b /out /out\n"
        ),
        needed=frozenset({"examples"}),
    ),
    Project(
        name="own-program",
        image="python",
        dockerfile=(
            "FROM python AS b\nWORKDIR /w\nCOPY . .\nRUN <<EOF\n#!/usr/bin/python3\nopen('/out', 'w').write(open('LICENSE').read())\nEOF\n"
            "FROM base\nCOPY --from=b /out /out\n"
        ),
        needed=frozenset({"LICENSE"}),
        unwatched=True,
    ),
    Project(
        name="two-hops",
        image="gcc",
        files={
            "Makefile": "SOURCES := $(wildcard src/*.c)\nall:\n\tmkdir -p /out\n\tgcc -o /out/hello $(SOURCES)\n",
            "src/hello.c": '#include "text.h"\nint main(){return text();}\n',
            "src/text.h": "int text(void);\n",
            "src/text.c": "int text(void){return 3;}\n",
        },
        dockerfile=(
            "FROM base AS src\nCOPY . /src\nFROM gcc AS b\nCOPY --from=src /src /w\nWORKDIR /w\nRUN make\n"
            "FROM base\nCOPY --from=b /out /opt\n"
        ),
        needed=frozenset({"Makefile", "src"}),
    ),
    Project(
        name="other-user",
        image="base",
        dockerfile=(
            'FROM base AS b\nWORKDIR /w\nCOPY --chown=1000:1000 . .\nUSER 1000:1000\nSHELL ["/bin/sh", "-eu", "-c"]\n'
            'RUN read -r line < README.md; echo "$line" > /tmp/out\nFROM base\nCOPY --from=b /tmp/out /out\n'
        ),
        needed=frozenset({"README.md"}),
    ),
    Project(
        name="git-describe",
        image="python",
        files={"core.py": "def f(): return 3\n"},
        dockerfile=(
            "FROM python AS b\nWORKDIR /w\nCOPY . .\nRUN git -c safe.directory='*' describe --tags > /out && cat core.py >> /out\n"
            "FROM base\nCOPY --from=b /out /out\n"
        ),
        needed=frozenset({GIT, "core.py"}),
    ),
    Project(
        name="listing",
        image="base",
        dockerfile=(
            'FROM base AS b\nWORKDIR /w\nARG PLACE=examples\nCOPY . .\nRUN for f in $PLACE/*; do echo "$f"; done > /out\n'
            "FROM base\nCOPY --from=b /out /out\n"
        ),
        needed=frozenset({"examples"}),
    ),
    Project(
        name="failing",
        image="base",
        dockerfile=(
            "FROM base AS b\nWORKDIR /w\nCOPY . .\nRUN [ -e tests/test_core.py ] && [ -d data ]\nRUN echo done > /out\n"
            "FROM base\nCOPY --from=b /out /out\n"
        ),
        needed=frozenset({"tests", "data"}),
        most_builds=12,
    ),
)
