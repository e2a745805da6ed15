"""The examples on the rules' pages: each shows what ctxsize says of a small tree that is made for it.

python -m tools.rule_examples     writes the examples in docs/rules/*.md again
"""

from __future__ import annotations

import io
import os
import re
import stat
import subprocess
import tarfile
import tempfile
from pathlib import Path

import ctxsize
from ctxsize.record import Record
from ctxsize.report.full import findings_of
from ctxsize.report.look import Look
from ctxsize.rules import RULES
from ctxsize.rules.pages import file_name
from tests.rules.made_up import letters, private_key, tokens

PAGES = Path(__file__).parents[1] / "docs/rules"
_LOOK = Look(width=100)
_SEED = "example"
_ALL = "FROM node:22\nCOPY . .\n"
_MB = 1_000_000


class Example(Record):
    """A tree that a rule finds something in.

    ``files`` are texts, bytes, or numbers of bytes; a name that ends in ``=`` is a socket. ``tracked`` are those that git
    tracks, where there is a repository. ``name`` is the Dockerfile's.
    """

    files: dict[str, str | bytes | int]
    dockerfile: str = _ALL
    ignore_file: str | None = None
    builder: str = "buildkit"
    name: str = "Dockerfile"
    tracked: tuple[str, ...] | None = None


def _image() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, size in (("manifest.json", 200), ("blobs/sha256/0a1b", 200_000)):
            member = tarfile.TarInfo(name)
            member.size = size
            archive.addfile(member, io.BytesIO(b"[" + b" " * (size - 2) + b"]"))
    return stream.getvalue()


_NODE = {"package.json": '{"scripts": {"build": "vite build"}}', "package-lock.json": "{}"}
_STAGES = "FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build\n\nFROM node:22-slim\nCOPY --from=build /app /app\n"
EXAMPLES = {
    "CTX101": Example({".git/HEAD": "ref: refs/heads/main\n", ".git/objects/pack/pack-1.pack": 24 * _MB, **_NODE}, _ALL + "RUN npm run build\n"),
    "CTX102": Example({"node_modules/vite/index.js": 3 * _MB, **_NODE}, "FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n"),
    "CTX103": Example({"dist/index.js": 90_000, **_NODE}, _ALL + "RUN npm run build\n"),
    "CTX104": Example({f"src/{name}/__pycache__/x.cpython-313.pyc": 9000 for name in ("app", "db", "web", "cli")}),
    "CTX105": Example({".idea/workspace.xml": 12_000}),
    "CTX106": Example({".DS_Store": 6148}),
    "CTX107": Example({".github/demo.gif": 2 * _MB}),
    "CTX108": Example({"coverage/lcov.info": 50_000}),
    "CTX109": Example({"log/development.log": 40 * _MB}),
    "CTX110": Example({"assets.bin": 140 * _MB}),
    "CTX111": Example({f"thumbnails/{number}.jpg": 20 * _MB for number in range(4)}),
    "CTX112": Example({f"public/{name}.mp4": "brochure " * 400_000 for name in ("brochure", "brochure-copy")}),
    "CTX113": Example({"data/orders.csv": 9 * _MB, ".env": "LEVEL=1\n", ".gitignore": "data/\n.env\n", "app.js": "1"}, tracked=(".gitignore", "app.js")),
    "CTX114": Example({"docs/manual.pdf": 4 * _MB, "app/main.js": "1"}, "FROM node:22\nCOPY app /app\n", "", "legacy"),
    "CTX115": Example({"java_pid20817.hprof": 420 * _MB}),
    "CTX116": Example({"database/database.sqlite": b"SQLite format 3\0" + b"\0" * 90_000}),
    "CTX117": Example({"postgres-data/PG_VERSION": "17\n", "postgres-data/base/1/112": 8192}),
    "CTX118": Example({"orders-image.tar": _image()}),
    "CTX119": Example({"vm/dev.qcow2": 900 * _MB}),
    "CTX120": Example({"backup-2026.zip": 64 * _MB}),
    "CTX121": Example({"design/hero.psd": 38 * _MB}),
    "CTX122": Example({"data/train.parquet": 310 * _MB}),
    "CTX123": Example({"mlruns/0/meta.yaml": "a: 1\n"}),
    "CTX124": Example({".claude/worktrees/w1/.git": "gitdir: /home/you/project/.git/worktrees/w1\n", ".claude/worktrees/w1/app.js": 70_000}),
    "CTX201": Example({".env": f"LEVEL=1\nDB_PASSWORD={letters(_SEED, 24)}\n"}, _STAGES),
    "CTX202": Example({"certs/server.key": private_key(_SEED)}),
    "CTX203": Example({"src/keystore.p12": b"\x30\x82\x09\x8a\x02\x01\x03" + b"\0" * 2400}),
    "CTX204": Example({"infra/terraform.tfstate": '{\n "version": 4,\n "terraform_version": "1.9.0",\n "resources": [{"type": "aws_db_instance"}]\n}\n'}),
    "CTX205": Example({".git/config": f'[remote "origin"]\n\turl = https://ci:{letters(_SEED, 24)}@git.example.com/shop.git\n'}),
    "CTX206": Example({"deploy.sh": f"#!/bin/sh\nTOKEN={next(iter(tokens(_SEED).values()))}\n"}),
    "CTX207": Example({"config/production.yml": f"auth:\n  client_secret: {letters(_SEED, 32)}\n"}),
    "CTX301": Example({"dist/index.js": 90_000, "app.js": "1"}, ignore_file="dist  # built in the image\n"),
    "CTX302": Example({".env.example": "A=\n", "app.js": "1"}, ignore_file="!.env.example\n.env.*\n"),
    "CTX303": Example({"storage/logs/app.log": 4000, "app.js": "1"}, ignore_file="storage/logs/*.log\n!storage/logs/\n"),
    "CTX304": Example({"app/build/libs/app.jar": 90_000, "app/build/tmp": 10, "app.js": "1"}, ignore_file="**/build\n!**/libs/app.jar\n"),
    "CTX305": Example({"services/web/.dockerignore": "dist\n", "app.js": "1"}, ignore_file="*.log\n", name="services/web/Dockerfile"),
    "CTX306": Example({".env": f"DB_PASSWORD={letters(_SEED, 24)}\n", "Dockerfile.dockerignore": ".env\n"}),
    "CTX307": Example({f"packages/shared/{name}.js": "x" for name in "abcd"}, ignore_file="*\n!packages/shared/*\npackages\n"),
    "CTX308": Example({"src/main.go": "1"}, ignore_file="*\nsrc\\main.go\n"),
    "CTX309": Example({"build/a": "1"}, ignore_file="# ctxsize: ignore CTX310 because the directory comes and goes\nbuild\n"),
    "CTX401": Example({"dist/index.js": "1"}, "FROM nginx\nCOPY dist /srv\n", "node_modules\ndist\n"),
    "CTX402": Example({"requirements.txt": "a\n"}, "FROM python:3.13\nCOPY requirments.txt /\n"),
    "CTX403": Example({"app.js": "1"}, "FROM node:22\nARG CONFIG\nCOPY $CONFIG /etc/app/\n", "*.log\n"),
    "CTX404": Example({"app.py": "1"}, "FROM python:3.13\nCOPY app.py /app/\nCOPY *.whl /wheels/\n"),
    "CTX405": Example({"app.js": 1_200_000}),
    "CTX406": Example({"app.js": "1"}, "FROM node:6-onbuild\n"),
    "CTX502": Example({"uploads/r\udce9sum\udce9.pdf": 9000, "app.js": "1"}, "FROM node:22\nCOPY app.js /\n"),
    "CTX503": Example({"tmp/puma.sock=": 0}),
    "CTX504": Example({"disk.bin": 9 << 30}),
    "CTX601": Example({"README.md": "x", "pyproject.toml": '[project]\nname = "a"\nversion = "1"\nreadme = "README.md"\n[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'}, "FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install .\n", "*.md\n"),
    "CTX602": Example({".git/HEAD": "ref: refs/heads/main\n", "app.js": "1"}, _ALL + "RUN git describe --tags > /version\n", ".git\n"),
    "CTX603": Example({"docs/z": "x", "app.js": "1"}, _ALL + "RUN git describe --dirty > /version\n", "docs\n", tracked=("docs/z", "app.js")),
}  # fmt: skip
"""By code. The others need a user without rights, or thousands of files: their pages are written by hand."""


def shown(code: str) -> str:
    """Return what ctxsize says of a rule's example, as ``--full`` shows it."""
    example = EXAMPLES[code]
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory) / "app"
        _make(root, example)
        report = ctxsize.analyze(
            str(root), dockerfile=str(root / example.name), builder=example.builder, select=["CTX"]
        )
        found = [finding for finding in (*report.findings, *report.unsure) if finding.rule.code == code][:1]
    lines = _LOOK.lines(findings_of(found, _LOOK)).partition("Findings\n")[2]
    return re.sub(r"(?m)^  ", "", lines)


def _make(root: Path, example: Example) -> None:
    files = {example.name: example.dockerfile, **example.files}
    if example.ignore_file is not None:
        files[".dockerignore"] = example.ignore_file
    for name, content in files.items():
        file = root / name.removesuffix("=")
        file.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("="):
            os.mknod(file, stat.S_IFSOCK | 0o644)
        elif isinstance(content, int):
            with file.open("wb") as stream:
                stream.truncate(content)
        else:
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
    if example.tracked is not None:
        for words in (["init", "-q"], ["add", "-f", *example.tracked]):
            subprocess.run(["git", "-C", str(root), *words], check=True)


def fresh() -> dict[Path, str]:
    """Return each page as it should be."""
    pages = {}
    for rule in RULES:
        page = PAGES / file_name(rule)
        text = page.read_text("utf-8")
        head, _, rest = text.partition("\n\n**Severity**")
        text = f"{head.partition(chr(10))[0]}\n\n{rule.summary}\n\n**Severity**{rest}"
        if rule.code in EXAMPLES:
            block = rf"```text\n(?:error|warning|info) {rule.code} .*?```"
            says = f"```text\n{shown(rule.code)}```"
            found = re.search(block, text, re.DOTALL)
            assert found is not None, rule.code
            text = text[: found.start()] + says + text[found.end() :]
        pages[page] = text
    return pages


if __name__ == "__main__":
    for path, wanted in fresh().items():
        path.write_text(wanted, "utf-8")
