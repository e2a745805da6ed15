"""Compilers and bundlers of the web, as a build script starts them; and node itself."""

from __future__ import annotations

from tools.needs.declare import Command, Read, Sample, Table

_LINK = "mkdir -p node_modules && for one in vite esbuild webpack webpack-cli typescript; do ln -s $TOOLS/npm/web/node_modules/$one node_modules/$one; done"
_APP = Sample(
    name="web",
    files={
        "package.json": '{"name": "app", "version": "1.0.0", "private": true}\n',
        "tsconfig.json": '{"extends": "./tsconfig.base.json", "compilerOptions": {"outDir": "dist", "rootDir": "src", "types": []}, "include": ["src"]}\n',
        "tsconfig.base.json": '{"compilerOptions": {"module": "esnext", "moduleResolution": "bundler", "target": "es2020", "removeComments": true}}\n',
        "vite.config.js": "import banner from './tools/banner.js';\nexport default {define: {BANNER: JSON.stringify(banner)}};\n",
        "webpack.config.js": "const path = require('path');\nmodule.exports = {mode: 'production', entry: './src/plain.js', output: {path: path.resolve(__dirname, 'dist')}};\n",
        "tools/banner.js": "export default 'x';\n",
        "index.html": '<script type="module" src="/src/main.ts"></script>\n',
        "src/main.ts": "import {helper} from './helper';\nimport './style.css';\ndeclare const BANNER: string;\nconsole.log(helper, BANNER, import.meta.env.VITE_NAME);\n",
        "src/helper.ts": "export const helper: string = 'x'; // helper\n",
        "src/types.d.ts": "interface ImportMeta { env: Record<string, string> }\ndeclare module '*.css';\n",
        "src/style.css": "body { color: red }\n",
        "src/plain.js": "console.log(require('./other.js'));\n",
        "src/other.js": "module.exports = 'other';\n",
        "public/robots.txt": "x\n",
        ".env": "VITE_NAME=a\n",
        ".env.production": "VITE_NAME=b\n",
        ".env.development": "VITE_NAME=c\n",
        "README.md": "# app\n",
        ".browserslistrc": "defaults\n",
        "server.js": "console.log(require('./src/other.js'));\n",
    },
    prepare=_LINK,
    units=("node_modules",),
)
_PACKAGE = Read(path="package.json", note="only its type and the like")
_MODULES = Read(
    path="node_modules/", above=True, note="what is imported, and the tool itself where npx or a script starts it"
)
_MAIN = Read(glob="src/**", seen=("src/main.ts", "src/helper.ts"), note="what is imported")
_BIN = "$TOOLS/npm/web/node_modules/.bin/"
_TSC = Table(
    name="tsc",
    tool="tsc",
    version="tsc --version",
    path=("npm/web/node_modules/.bin",),
    commands=(
        Command(
            ran="tsc",
            match=("tsc", "npx tsc"),
            sample=_APP,
            reads=(
                Read(path="tsconfig.json", above=True, note="or what -p names"),
                Read(manifest="tsconfig.json", key="extends", names="file", seen=("tsconfig.base.json",)),
                Read(
                    manifest="tsconfig.json",
                    key="include",
                    names="glob",
                    seen=("src/*.ts",),
                    note="all that it takes is checked; also files and references",
                ),
                _PACKAGE,
                _MODULES,
            ),
        ),
    ),
)
_VITE = Table(
    name="vite",
    tool="vite",
    version="vite --version",
    path=("npm/web/node_modules/.bin",),
    commands=(
        Command(
            ran="vite build",
            match=("vite build", "npx vite build"),
            sample=_APP,
            reads=(
                Read(path="vite.config.js", note="also .mjs .ts .cjs .mts .cts"),
                Read(
                    manifest="vite.config.js", key="*", names="text", seen=("tools/banner.js",), note="what it imports"
                ),
                Read(path="index.html"),
                Read(manifest="index.html", key="src", names="file", seen=("src/main.ts",)),
                Read(glob="src/**", seen=("src/helper.ts", "src/style.css"), note="what is imported"),
                Read(glob="public/**", note="copied as it is"),
                Read(path=".env"),
                Read(path=".env.production", note="that of the mode; .env.local and .env.production.local, too"),
                Read(path="tsconfig.json"),
                Read(manifest="tsconfig.json", key="extends", names="file", seen=("tsconfig.base.json",)),
                _PACKAGE,
                _MODULES,
            ),
        ),
    ),
)
_ESBUILD = Table(
    name="esbuild",
    tool="esbuild",
    version="esbuild --version",
    path=("npm/web/node_modules/.bin",),
    commands=(
        Command(
            ran="esbuild src/main.ts --bundle --outdir=dist",
            match=("esbuild", "npx esbuild"),
            sample=_APP,
            reads=(
                Read(argument="first", names="file", seen=("src/main.ts",)),
                Read(glob="src/**", seen=("src/helper.ts", "src/style.css"), note="what is imported"),
                Read(path="tsconfig.json", note="nearest to each source"),
                Read(manifest="tsconfig.json", key="extends", names="file", seen=("tsconfig.base.json",)),
                _PACKAGE,
                _MODULES,
            ),
        ),
    ),
)
_WEBPACK = Table(
    name="webpack",
    tool="webpack",
    version="webpack --version",
    path=("npm/web/node_modules/.bin",),
    commands=(
        Command(
            ran="webpack",
            match=("webpack", "npx webpack", "webpack build"),
            sample=_APP,
            reads=(
                Read(path="webpack.config.js", note="also .cjs .mjs .ts"),
                Read(
                    manifest="webpack.config.js",
                    key="entry",
                    names="file",
                    seen=("src/plain.js",),
                    note="./src/index.js unless it says otherwise",
                ),
                Read(glob="src/**", seen=("src/other.js",), note="what is imported"),
                Read(path=".browserslistrc"),
                _PACKAGE,
                _MODULES,
            ),
        ),
    ),
)
_NODE = Table(
    name="node",
    tool="node",
    version="node --version",
    commands=(
        Command(
            ran="node server.js",
            match=("node",),
            sample=_APP,
            stdout=True,
            reads=(
                Read(argument="first", names="file", seen=("server.js",)),
                Read(glob="**", seen=("src/other.js",), note="what it requires"),
                Read(path="package.json", above=True, note="its type"),
                Read(path="node_modules/", above=True, note="what it requires"),
            ),
        ),
        Command(
            ran="node --env-file=.env server.js",
            match=("node",),
            options=("--env-file",),
            sample=_APP,
            stdout=True,
            reads=(
                Read(argument="first", names="file", seen=("server.js",)),
                Read(argument="--env-file", names="file", seen=(".env",)),
                Read(glob="**", seen=("src/other.js",), note="what it requires"),
                Read(path="package.json", above=True, note="its type"),
            ),
        ),
    ),
)
TABLES = (_TSC, _VITE, _ESBUILD, _WEBPACK, _NODE)
