"""Yarn, classic (1) and modern (berry), with node_modules, with Plug'n'Play, and started from a committed release."""

from __future__ import annotations

import json

from tools.needs.declare import Command, Read, Sample, Table
from tools.needs.ecosystems.npm import BUILD, LINKED, MANIFEST, MODULES, SCRIPT, TAR, WORKSPACES

_PACKAGE = {
    "name": "app",
    "version": "1.0.0",
    "private": True,
    "scripts": {
        "build": "node scripts/build.js",
        "postinstall": "node scripts/post.js",
        "prepare": "node scripts/prepare.js",
    },
    "dependencies": {"dep": "file:./libs/dep"},
    "devDependencies": {"tar": "file:./libs/tar-1.0.0.tgz"},
    "workspaces": ["packages/*"],
}
_FILES: dict[str, str | bytes] = {
    "package.json": json.dumps(_PACKAGE, indent=2) + "\n",
    "src/main.js": "module.exports = 'main';\n",
    "scripts/build.js": BUILD,
    "scripts/post.js": "require('fs').writeFileSync('post.txt', 'yes');\n",
    "scripts/prepare.js": "require('fs').writeFileSync('prepared.txt', 'yes');\n",
    "libs/dep/package.json": '{"name": "dep", "version": "1.0.0", "main": "index.js", "bin": "index.js"}\n',
    "libs/dep/index.js": "module.exports = 'dep';\n",
    "libs/tar-1.0.0.tgz": TAR,
    "packages/a/package.json": '{"name": "a", "version": "1.0.0"}\n',
    "packages/a/index.js": "module.exports = 'a';\n",
    "README.md": "# app\n",
    ".npmrc": "save-exact=true\n",
    ".nvmrc": "20\n",
}
_LOCKED = Read(path="yarn.lock", role="lock")
_CONFIG = Read(path=".yarnrc")
_NPMRC = Read(path=".npmrc")
_POST = Read(
    manifest="package.json", key="scripts.postinstall", names="command", seen=("scripts/post.js",), note=SCRIPT
)
_PREPARE = Read(
    manifest="package.json", key="scripts.prepare", names="command", seen=("scripts/prepare.js",), note=SCRIPT
)
_BUNDLE = Read(
    manifest="package.json", key="scripts.build", names="command", seen=("scripts/build.js", "src/*"), note=SCRIPT
)

_CLASSIC = Sample(
    name="yarn-classic",
    files={**_FILES, ".yarnrc": "--install.no-bin-links true\n"},
    prepare="yarn install --ignore-scripts",
    drop=("node_modules",),
)
_CLASSIC_READS = (MANIFEST, _LOCKED, _CONFIG, _NPMRC, WORKSPACES, LINKED)
CLASSIC = Table(
    name="yarn-classic",
    tool="yarn",
    version="yarn --version",
    path=("npm/yarn1/node_modules/.bin",),
    env={"YARN_ENABLE_TELEMETRY": "0"},
    commands=(
        Command(
            ran="yarn install",
            match=("yarn install", "yarn"),
            sample=_CLASSIC,
            reads=(*_CLASSIC_READS, _POST, _PREPARE),
        ),
        Command(
            ran="yarn install --frozen-lockfile",
            match=("yarn install", "yarn"),
            options=("--frozen-lockfile", "--pure-lockfile"),
            sample=_CLASSIC,
            reads=(*_CLASSIC_READS, _POST, _PREPARE),
        ),
        Command(
            ran="yarn install --production",
            match=("yarn install", "yarn"),
            options=("--production", "--prod"),
            sample=_CLASSIC,
            reads=(*_CLASSIC_READS, _POST),
        ),
        Command(
            ran="yarn run build",
            match=("yarn run build", "yarn build"),
            sample=_CLASSIC,
            setup="yarn install --ignore-scripts",
            units=("node_modules",),
            reads=(MANIFEST, _CONFIG, _NPMRC, _BUNDLE, MODULES),
        ),
        Command(
            ran="yarn pack",
            match=("yarn pack", "yarn publish"),
            sample=_CLASSIC,
            reads=(
                MANIFEST,
                _CONFIG,
                _NPMRC,
                _PREPARE,
                Read(glob="**", seen=("*",), note="all but what .npmignore or .gitignore name"),
            ),
        ),
    ),
)

_BERRY_FILES = {**_FILES, "yarn.lock": ""}
_NM = Sample(
    name="yarn-node-modules",
    files={**_BERRY_FILES, ".yarnrc.yml": "nodeLinker: node-modules\nenableTelemetry: false\n"},
    prepare="yarn install --mode=skip-build",
    drop=("node_modules", ".yarn"),
)
_PNP = Sample(
    name="yarn-pnp",
    files={**_BERRY_FILES, ".yarnrc.yml": "enableTelemetry: false\nenableGlobalCache: false\n"},
    prepare="yarn install --mode=skip-build",
    drop=(".yarn/install-state.gz",),
    units=(".yarn/cache",),
)
_RELEASE = Sample(
    name="yarn-path",
    files={
        "package.json": json.dumps({**_PACKAGE, "packageManager": "yarn@4.18.1"}),
        **{name: text for name, text in _BERRY_FILES.items() if name.startswith(("libs/", "packages/", "scripts/"))},
        "yarn.lock": "",
        ".yarnrc.yml": "yarnPath: .yarn/releases/yarn-4.cjs\nnodeLinker: node-modules\nenableTelemetry: false\nplugins:\n  - path: .yarn/plugins/plugin-hello.cjs\n    spec: hello\n",
        ".yarn/plugins/plugin-hello.cjs": "module.exports = {name: 'hello', factory: () => ({hooks: {afterAllInstalled() { require('fs').writeFileSync('hello.txt', 'x'); }}})};\n",
    },
    prepare="mkdir -p .yarn/releases && cp $TOOLS/npm/berry/node_modules/@yarnpkg/cli-dist/bin/yarn.js .yarn/releases/yarn-4.cjs && yarn install --mode=skip-build",
    drop=("node_modules", ".yarn/install-state.gz", "hello.txt"),
)
_RC = Read(path=".yarnrc.yml")
_BERRY_READS = (MANIFEST, _LOCKED, _RC, WORKSPACES, LINKED, _POST)
_MODERN = {"YARN_ENABLE_TELEMETRY": "0", "YARN_ENABLE_IMMUTABLE_INSTALLS": "false"}
_CACHE = Read(path=".yarn/cache/")
_PNP_FILES = (Read(path=".pnp.cjs", note="and .pnp.loader.mjs beside it, where there is one"),)
BERRY = Table(
    name="yarn",
    tool="yarn",
    version="yarn --version",
    path=("npm/berry/node_modules/.bin",),
    env=_MODERN,
    commands=(
        Command(ran="yarn install", match=("yarn install", "yarn"), sample=_NM, reads=_BERRY_READS),
        Command(
            ran="yarn install --immutable",
            match=("yarn install", "yarn"),
            options=("--immutable", "--frozen-lockfile"),
            sample=_NM,
            reads=_BERRY_READS,
            note="also without the option where CI is set in the environment",
        ),
        Command(
            ran="yarn workspaces focus --all --production",
            match=("yarn workspaces focus",),
            sample=_NM,
            reads=_BERRY_READS,
        ),
        Command(
            ran="yarn run build",
            match=("yarn run build", "yarn build"),
            sample=_NM,
            setup="yarn install --mode=skip-build",
            units=("node_modules",),
            reads=(MANIFEST, _LOCKED, _RC, WORKSPACES, _BUNDLE, MODULES, Read(path=".yarn/install-state.gz")),
        ),
        Command(
            ran="yarn pack",
            match=("yarn pack", "yarn npm publish"),
            sample=_NM,
            setup="yarn install --mode=skip-build",
            units=("node_modules",),
            reads=(
                MANIFEST,
                _LOCKED,
                _RC,
                WORKSPACES,
                _PREPARE,
                Read(path=".yarn/install-state.gz"),
                Read(glob="**", seen=("*",), note="all but what .npmignore or .gitignore name"),
            ),
        ),
        Command(
            ran="yarn install --immutable --immutable-cache",
            match=("yarn install", "yarn"),
            options=("--immutable-cache",),
            sample=_PNP,
            reads=(*_BERRY_READS, _CACHE, *_PNP_FILES),
        ),
        Command(
            ran="yarn install",
            match=("yarn install", "yarn"),
            sample=_PNP,
            where={".yarnrc.yml:nodeLinker": "pnp"},
            reads=(*_BERRY_READS, _CACHE, *_PNP_FILES),
        ),
        Command(
            ran="yarn run build",
            match=("yarn run build", "yarn build"),
            where={".yarnrc.yml:nodeLinker": "pnp"},
            sample=_PNP,
            setup="yarn install --mode=skip-build",
            reads=(
                MANIFEST,
                _LOCKED,
                _RC,
                WORKSPACES,
                _BUNDLE,
                _CACHE,
                *_PNP_FILES,
                Read(path=".yarn/install-state.gz"),
            ),
        ),
    ),
)
RELEASE = Table(
    name="yarn-path",
    tool="yarn",
    version="yarn --version",
    path=("npm/yarn1/node_modules/.bin",),
    env=_MODERN,
    note="yarn 1 as it is in the official images, which starts the release that .yarnrc.yml names",
    commands=(
        Command(
            ran="yarn install --immutable",
            match=("yarn install", "yarn"),
            options=("--immutable",),
            where={".yarnrc.yml:yarnPath": "*"},
            sample=_RELEASE,
            reads=(
                *_BERRY_READS,
                Read(manifest=".yarnrc.yml", key="yarnPath", names="file", seen=(".yarn/releases/*",)),
                Read(manifest=".yarnrc.yml", key="plugins.path", names="file", seen=(".yarn/plugins/*",)),
            ),
        ),
    ),
)
TABLES = (CLASSIC, BERRY, RELEASE)
