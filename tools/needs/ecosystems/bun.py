"""Bun: installing, running, bundling."""

from __future__ import annotations

import json

from tools.needs.declare import Command, Read, Sample, Table
from tools.needs.ecosystems.npm import LINKED, MANIFEST, MODULES, SCRIPT, TAR, WORKSPACES

_PACKAGE = {
    "name": "app",
    "version": "1.0.0",
    "scripts": {"build": "bun build src/main.ts --outdir dist", "postinstall": "bun scripts/post.js"},
    "dependencies": {"tar": "file:./libs/tar-1.0.0.tgz", "a": "workspace:*"},
    "workspaces": ["packages/*"],
}
_APP = Sample(
    name="bun",
    files={
        "package.json": json.dumps(_PACKAGE, indent=2) + "\n",
        "bunfig.toml": '[install]\nlinker = "hoisted"\n',
        ".npmrc": "save-exact=true\n",
        "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}\n',
        "src/main.ts": "import {helper} from '@/helper';\nimport tar from 'tar';\nconsole.log(helper, tar);\n",
        "src/helper.ts": "export const helper: string = 'x';\n",
        "scripts/post.js": "require('fs').writeFileSync('post.txt', 'yes');\n",
        "libs/tar-1.0.0.tgz": TAR,
        "packages/a/package.json": '{"name": "a", "version": "1.0.0"}\n',
        "packages/a/index.js": "module.exports = 'a';\n",
        ".env": "A=1\n",
        "README.md": "# app\n",
    },
    prepare="bun install --ignore-scripts",
    drop=("node_modules",),
)
_LOCK = Read(path="bun.lock", role="lock", note="bun.lockb in older projects")
_CONFIG = Read(path="bunfig.toml")
_NPMRC = Read(path=".npmrc")
_POST = Read(
    manifest="package.json", key="scripts.postinstall", names="command", seen=("scripts/post.js",), note=SCRIPT
)
_INSTALL = (MANIFEST, _LOCK, _CONFIG, _NPMRC, WORKSPACES, LINKED, _POST)
_SOURCES = Read(glob="**", seen=("src/helper.ts",), note="what it imports")
_INSTALLED = "bun install --frozen-lockfile --ignore-scripts"
_TS = Read(path="tsconfig.json", note="paths and the like; nearest to each source")
TABLE = Table(
    name="bun",
    tool="bun",
    version="bun --version",
    path=("npm/bun/node_modules/@oven/bun-linux-x64/bin",),
    commands=(
        Command(
            ran="bun install",
            match=("bun install", "bun i"),
            unless=("--frozen-lockfile",),
            sample=_APP,
            reads=_INSTALL,
        ),
        Command(
            ran="bun install --frozen-lockfile",
            match=("bun install", "bun i", "bun ci"),
            options=("--frozen-lockfile",),
            sample=_APP,
            reads=_INSTALL,
        ),
        Command(
            ran="bun install --production --frozen-lockfile",
            match=("bun install", "bun i"),
            options=("--production", "-p"),
            sample=_APP,
            reads=_INSTALL,
        ),
        Command(
            ran="bun run build",
            match=("bun run build",),
            sample=_APP,
            setup=_INSTALLED,
            units=("node_modules",),
            reads=(
                MANIFEST,
                _CONFIG,
                Read(path=".env", note="also .env.local, .env.production and so on"),
                _TS,
                Read(manifest="package.json", key="scripts.build", names="command", seen=("src/main.ts",), note=SCRIPT),
                _SOURCES,
                MODULES,
                LINKED,
            ),
        ),
        Command(
            ran="bun build src/main.ts --outdir dist",
            match=("bun build",),
            sample=_APP,
            setup=_INSTALLED,
            units=("node_modules",),
            reads=(
                Read(argument="first", names="file", seen=("src/main.ts",)),
                MANIFEST,
                _CONFIG,
                _TS,
                _SOURCES,
                MODULES,
                LINKED,
            ),
        ),
    ),
)
