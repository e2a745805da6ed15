"""mix: a path dependency, configuration, releases."""

from __future__ import annotations

from tools.needs.declare import Command, Documented, Read, Sample, Table

_APP = Sample(
    name="mix",
    files={
        "mix.exs": 'defmodule App.MixProject do\n  use Mix.Project\n  @version String.trim(File.read!("VERSION"))\n  def project, do: [app: :app, version: @version, deps: [{:dep, path: "libs/dep"}]]\n  def application, do: []\nend\n',
        "VERSION": "1.0.0\n",
        "mix.lock": "%{}\n",
        "config/config.exs": 'import Config\nconfig :app, a: 1\nimport_config "#{config_env()}.exs"\n',
        "config/dev.exs": "import Config\n",
        "config/prod.exs": "import Config\nconfig :app, b: 2\n",
        "config/test.exs": "import Config\n",
        "config/runtime.exs": "import Config\n",
        "lib/app.ex": 'defmodule App do\n  @external_resource "priv/table.txt"\n  @table File.read!("priv/table.txt")\n  @a Application.compile_env(:app, :a)\n  def table, do: @table <> Dep.name() <> inspect(@a)\nend\n',
        "priv/table.txt": "x\n",
        "rel/env.sh.eex": "export A=1\n",
        "test/test_helper.exs": "ExUnit.start()\n",
        "test/app_test.exs": 'defmodule AppTest do\n  use ExUnit.Case\n  test "x" do\n    assert App.table()\n  end\nend\n',
        "libs/dep/mix.exs": 'defmodule Dep.MixProject do\n  use Mix.Project\n  def project, do: [app: :dep, version: "1.0.0"]\nend\n',
        "libs/dep/lib/dep.ex": 'defmodule Dep do\n  def name, do: "dep"\nend\n',
        ".formatter.exs": "[inputs: []]\n",
        "README.md": "# app\n",
    },
)
_MIX = Read(path="mix.exs")
_LOCK = Read(path="mix.lock", role="lock")
_TEXT = Read(manifest="mix.exs", key="*", names="text", seen=("VERSION",), note="whatever it opens")
_CONFIG = Read(path="config/config.exs")
_IMPORTED = Read(
    manifest="config/config.exs",
    key="import_config",
    names="file",
    seen=("config/dev.exs", "config/prod.exs", "config/test.exs"),
    note="for the environment of MIX_ENV",
)
_DEPS = Read(
    manifest="mix.exs", key="deps.path", names="directory", seen=("libs/dep/*",), note="its mix.exs and sources"
)
_LIB = Read(glob="lib/**")
_RESOURCES = Read(glob="priv/**", note="copied or linked into _build, and what modules read when they are compiled")
_ALL = (_MIX, _LOCK, _TEXT, _CONFIG, _IMPORTED, _DEPS, _LIB, _RESOURCES)
_PROD = {"MIX_ENV": "prod"}
TABLE = Table(
    name="mix",
    tool="mix",
    version="mix --version | tail -n 1",
    env={"MIX_HOME": "/mnt/home/.mix", "HEX_OFFLINE": "1"},
    noise=("_build/*/.mix/*",),
    commands=(
        Command(
            ran="mix deps.get",
            match=("mix deps.get",),
            sample=_APP,
            reads=(
                _MIX,
                _LOCK,
                _TEXT,
                _CONFIG,
                _IMPORTED,
                Read(manifest="mix.exs", key="deps.path", names="directory", seen=("libs/dep/mix.exs",)),
            ),
        ),
        Command(
            ran="mix deps.compile",
            match=("mix deps.compile",),
            sample=_APP,
            env=_PROD,
            reads=(_MIX, _LOCK, _TEXT, _CONFIG, _IMPORTED, _DEPS),
        ),
        Command(
            ran="mix compile", match=("mix compile", "mix do deps.get, compile"), sample=_APP, env=_PROD, reads=_ALL
        ),
        Documented(
            match=("mix release",),
            reads=(
                ("mix.exs", "fails"),
                ("config/config.exs", "changes"),
                ("config/runtime.exs", "changes"),
                ("rel/**", "changes"),
                ("lib/**", "fails"),
                ("priv/**", "changes"),
            ),
            makes=("_build/",),
            source="https://hexdocs.pm/mix/Mix.Tasks.Release.html",
        ),
        Documented(
            match=("mix test",),
            reads=(
                ("mix.exs", "fails"),
                ("config/test.exs", "fails"),
                ("test/test_helper.exs", "fails"),
                ("test/**", "changes"),
                ("lib/**", "fails"),
            ),
            makes=("_build/",),
            source="https://hexdocs.pm/mix/Mix.Tasks.Test.html",
        ),
    ),
)
