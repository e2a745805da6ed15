"""npm: dependencies, scripts, packing."""

from __future__ import annotations

import json

from tools.needs.declare import Command, Read, Sample, Table
from tools.needs.ecosystems.archives import tgz

PACKAGE = {
    "name": "app",
    "version": "1.0.0",
    "main": "index.js",
    "files": ["lib"],
    "bin": {"app": "bin/app.js"},
    "scripts": {
        "build": "node scripts/build.js",
        "test": "node test.js",
        "start": "node index.js",
        "prepare": "node scripts/prepare.js",
    },
    "dependencies": {"dep": "file:libs/dep"},
    "devDependencies": {"tar": "file:libs/tar-1.0.0.tgz"},
    "workspaces": ["packages/*"],
}
BUILD = "const fs = require('fs'); fs.mkdirSync('dist', {recursive: true}); fs.writeFileSync('dist/out.js', fs.readFileSync('src/main.js', 'utf8') + require('dep'));\n"
FILES: dict[str, str] = {
    "package.json": json.dumps(PACKAGE, indent=2) + "\n",
    ".npmrc": "bin-links=false\n",
    "index.js": "console.log(require('dep'));\n",
    "lib/util.js": "module.exports = 1;\n",
    "bin/app.js": "#!/usr/bin/env node\nrequire('..');\n",
    "test.js": "require('./index.js');\n",
    "src/main.js": "module.exports = 'main';\n",
    "scripts/build.js": BUILD,
    "scripts/prepare.js": "require('fs').writeFileSync('prepared.txt', 'yes');\n",
    "libs/dep/package.json": '{"name": "dep", "version": "1.0.0", "main": "index.js", "bin": "index.js"}\n',
    "libs/dep/index.js": "module.exports = 'dep';\n",
    "packages/a/package.json": '{"name": "a", "version": "1.0.0", "dependencies": {"dep": "file:../../libs/dep"}}\n',
    "packages/a/index.js": "module.exports = 'a';\n",
    "README.md": "# app\n",
    "LICENSE": "MIT\n",
    "CHANGELOG.md": "none\n",
    ".npmignore": "libs\n",
    ".gitignore": "node_modules\n",
    ".nvmrc": "20\n",
    ".editorconfig": "root = true\n",
    "tsconfig.json": "{}\n",
    "Dockerfile": "FROM node\n",
}
TAR = tgz(
    {"package/package.json": '{"name": "tar", "version": "1.0.0"}', "package/index.js": "module.exports = 'tar';"}
)
LOCK = "npm install --package-lock-only --ignore-scripts"
_APP = Sample(name="npm", files={**FILES, "libs/tar-1.0.0.tgz": TAR}, prepare=LOCK)
_HOOKS = Sample(
    name="npm-lifecycle",
    files={
        "package.json": json.dumps(
            {
                "name": "app",
                "version": "1.0.0",
                "scripts": {name: f"node hooks/{name}.js" for name in ("preinstall", "postinstall", "prepare")},
            }
        ),
        "binding.gyp": '{"targets": []}',
        **{
            f"hooks/{name}.js": f"require('fs').writeFileSync('{name}.txt', '');"
            for name in ("preinstall", "postinstall", "prepare")
        },
        ".nvmrc": "20\n",
    },
    prepare=LOCK + "; rm -rf binding.gyp",
)
MANIFEST = Read(path="package.json")
_LOCKED = Read(path="package-lock.json", instead=("npm-shrinkwrap.json",), role="lock")
_CONFIG = Read(path=".npmrc")
WORKSPACES = Read(
    manifest="package.json",
    key="workspaces",
    names="glob",
    seen=("packages/a/package.json",),
    note="the package.json of each directory",
)
LINKED = Read(
    manifest="package.json",
    key="dependencies",
    names="path",
    seen=("libs/*",),
    note="values that begin with file: or link:; also in the other kinds of dependencies",
)
SCRIPT = "the files that the script's own command reads"
_PREPARE = Read(
    manifest="package.json", key="scripts.prepare", names="command", seen=("scripts/prepare.js",), note=SCRIPT
)
_INSTALL = (MANIFEST, _LOCKED, _CONFIG, WORKSPACES, LINKED)
_INSTALLED = "npm ci --ignore-scripts"
BUNDLE = Read(manifest="package.json", key="scripts.build", names="command", seen=("scripts/build.js",), note=SCRIPT)
SOURCES = Read(glob="**", seen=("src/**",), note="what the script reads")


def _run(script: str, seen: tuple[str, ...]) -> Read:
    return Read(manifest="package.json", key=f"scripts.{script}", names="command", seen=seen, note=SCRIPT)


MODULES = Read(path="node_modules/", note="what the script requires")

TABLE = Table(
    name="npm",
    tool="npm",
    version="npm --version",
    path=("npm/npm10/node_modules/.bin",),
    env={"npm_config_offline": "true", "npm_config_audit": "false", "npm_config_update_notifier": "false"},
    commands=(
        Command(
            ran="npm ci",
            match=("npm ci", "npm clean-install", "npm ic", "npm install-clean"),
            unless=("--ignore-scripts",),
            sample=_APP,
            reads=(*_INSTALL, _PREPARE),
        ),
        Command(
            ran="npm ci --ignore-scripts",
            match=("npm ci", "npm clean-install"),
            options=("--ignore-scripts",),
            sample=_APP,
            reads=_INSTALL,
        ),
        Command(
            ran="npm ci --omit=dev",
            match=("npm ci", "npm clean-install"),
            options=("--omit=dev", "--production", "--only=production"),
            sample=_APP,
            reads=(*_INSTALL, _PREPARE),
        ),
        Command(
            ran="npm install",
            match=("npm install", "npm i", "npm add"),
            unless=("-g", "--global"),
            sample=_APP,
            reads=(*_INSTALL, _PREPARE),
        ),
        Command(
            ran="npm install",
            match=("npm install", "npm ci"),
            unless=("--ignore-scripts",),
            sample=_HOOKS,
            reads=(
                MANIFEST,
                _LOCKED,
                *(_run(one, (f"hooks/{one}.js",)) for one in ("preinstall", "postinstall", "prepare")),
            ),
        ),
        Command(
            ran="npm install --omit=dev",
            match=("npm install", "npm i"),
            options=("--omit=dev", "--production"),
            sample=_APP,
            reads=(*_INSTALL, _PREPARE),
        ),
        Command(
            ran="npm run build",
            match=("npm run build", "npm run-script build"),
            setup=_INSTALLED,
            units=("node_modules",),
            sample=_APP,
            reads=(MANIFEST, _CONFIG, BUNDLE, SOURCES, MODULES, LINKED),
        ),
        Command(
            ran="npm test",
            match=("npm test", "npm t", "npm run test"),
            setup=_INSTALLED,
            units=("node_modules",),
            stdout=True,
            sample=_APP,
            reads=(MANIFEST, _CONFIG, _run("test", ("test.js", "index.js")), MODULES, LINKED),
        ),
        Command(
            ran="npm start",
            match=("npm start", "npm run start"),
            setup=_INSTALLED,
            units=("node_modules",),
            stdout=True,
            sample=_APP,
            reads=(MANIFEST, _CONFIG, _run("start", ("index.js",)), MODULES, LINKED),
        ),
        Command(
            ran="npm pack",
            match=("npm pack", "npm publish"),
            sample=_APP,
            reads=(
                MANIFEST,
                _CONFIG,
                _PREPARE,
                WORKSPACES,
                Read(manifest="package.json", key="files", names="glob", seen=("lib/**",)),
                Read(manifest="package.json", key="main", names="file", seen=("index.js",)),
                Read(manifest="package.json", key="bin", names="file", seen=("bin/app.js",)),
                Read(glob="README*"),
                Read(glob="LICEN[CS]E*"),
            ),
        ),
        Command(
            ran="npm prune --omit=dev",
            match=("npm prune",),
            setup=_INSTALLED,
            units=("node_modules",),
            sample=_APP,
            reads=(*_INSTALL, MODULES),
        ),
        Command(
            ran="npm rebuild",
            match=("npm rebuild",),
            setup=_INSTALLED,
            units=("node_modules",),
            sample=_APP,
            reads=(MANIFEST, _CONFIG, WORKSPACES, LINKED, MODULES),
        ),
    ),
)
