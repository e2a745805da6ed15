"""pnpm, in the version that most images have and in the newest."""

from __future__ import annotations

import json

from tools.needs.declare import Command, Read, Sample, Table
from tools.needs.ecosystems.npm import BUILD, LINKED, MANIFEST, MODULES, SCRIPT, TAR

_PACKAGE = {
    "name": "app",
    "version": "1.0.0",
    "private": True,
    "files": ["src"],
    "scripts": {"build": "node scripts/build.js", "postinstall": "node scripts/post.js"},
    "dependencies": {"dep": "file:./libs/dep", "a": "workspace:*"},
    "devDependencies": {"tar": "file:./libs/tar-1.0.0.tgz"},
}
_FILES: dict[str, str | bytes] = {
    "package.json": json.dumps(_PACKAGE, indent=2) + "\n",
    "pnpm-workspace.yaml": "packages:\n  - packages/*\npatchedDependencies:\n  tar@1.0.0: patches/tar.patch\n",
    ".pnpmfile.cjs": "module.exports = {hooks: {readPackage(p) { if (p.name === 'dep') p.description = 'x'; return p; }}};\n",
    "patches/tar.patch": "diff --git a/index.js b/index.js\n--- a/index.js\n+++ b/index.js\n@@ -1 +1 @@\n-module.exports = 'tar';\n\\ No newline at end of file\n+module.exports = 'patched';\n\\ No newline at end of file\n",
    ".npmrc": "node-linker=hoisted\n",
    "src/main.js": "module.exports = 'main';\n",
    "scripts/build.js": BUILD,
    "scripts/post.js": "require('fs').writeFileSync('post.txt', 'yes');\n",
    "libs/dep/package.json": '{"name": "dep", "version": "1.0.0", "main": "index.js"}\n',
    "libs/dep/index.js": "module.exports = 'dep';\n",
    "libs/tar-1.0.0.tgz": TAR,
    "packages/a/package.json": '{"name": "a", "version": "1.0.0"}\n',
    "packages/a/index.js": "module.exports = 'a';\n",
    "README.md": "# app\n",
    ".nvmrc": "20\n",
}
_APP = Sample(
    name="pnpm",
    files=_FILES,
    prepare="pnpm install --ignore-scripts --no-frozen-lockfile",
    drop=("node_modules", "packages/a/node_modules"),
)
_LOCKED = Read(path="pnpm-lock.yaml", role="lock")
_WORKSPACE = Read(path="pnpm-workspace.yaml")
_MEMBERS = Read(
    manifest="pnpm-workspace.yaml",
    key="packages",
    names="glob",
    seen=("packages/a/package.json",),
    note="the package.json of each directory",
)
_PATCHES = Read(
    manifest="pnpm-workspace.yaml",
    key="patchedDependencies",
    names="file",
    seen=("patches/*",),
    note="in older projects package.json's pnpm.patchedDependencies",
)
_HOOKS = Read(path=".pnpmfile.cjs")
_CONFIG = Read(path=".npmrc")
_POST = Read(
    manifest="package.json", key="scripts.postinstall", names="command", seen=("scripts/post.js",), note=SCRIPT
)
_INSTALL = (MANIFEST, _LOCKED, _WORKSPACE, _CONFIG, _HOOKS, _MEMBERS, _PATCHES, LINKED)
_INSTALLED = "pnpm install --frozen-lockfile --ignore-scripts"
_UNITS = ("node_modules", "packages/a/node_modules")


def _table(name: str, path: str) -> Table:
    return Table(
        name=name,
        tool="pnpm",
        version="pnpm --version",
        path=(path,),
        env={"npm_config_manage_package_manager_versions": "false", "npm_config_offline": "true"},
        commands=(
            Command(ran="pnpm install", match=("pnpm install", "pnpm i"), sample=_APP, reads=(*_INSTALL, _POST)),
            Command(
                ran="pnpm install --frozen-lockfile",
                match=("pnpm install", "pnpm i"),
                options=("--frozen-lockfile",),
                sample=_APP,
                reads=(*_INSTALL, _POST),
                note="also without the option where CI is set in the environment",
            ),
            Command(
                ran="pnpm install --prod --frozen-lockfile",
                match=("pnpm install", "pnpm i"),
                options=("--prod", "-P"),
                sample=_APP,
                reads=(*_INSTALL, _POST),
            ),
            Command(
                ran="pnpm run build",
                match=("pnpm run build", "pnpm build"),
                sample=_APP,
                setup=_INSTALLED,
                units=_UNITS,
                reads=(
                    MANIFEST,
                    _LOCKED,
                    _WORKSPACE,
                    _CONFIG,
                    _HOOKS,
                    _MEMBERS,
                    _PATCHES,
                    Read(
                        manifest="package.json",
                        key="scripts.build",
                        names="command",
                        seen=("scripts/build.js", "src/*"),
                        note=SCRIPT,
                    ),
                    MODULES,
                ),
            ),
            Command(
                ran="pnpm --filter a pack",
                match=("pnpm pack", "pnpm publish"),
                sample=_APP,
                reads=(
                    MANIFEST,
                    _WORKSPACE,
                    _CONFIG,
                    _HOOKS,
                    _MEMBERS,
                    Read(
                        glob="**",
                        seen=("packages/a/*",),
                        note="of the package: all, or what package.json's files names",
                    ),
                ),
            ),
        ),
    )


TABLES = (_table("pnpm", "npm/pnpm10/node_modules/.bin"), _table("pnpm-newest", "npm/pnpm/node_modules/.bin"))
