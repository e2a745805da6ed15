"""Python's build backends, asked by pip and by build: which files end up in a wheel and in an sdist."""

from __future__ import annotations

from dataclasses import replace

from tools.needs.declare import Command, Read, Sample, Table

_PROJECT = """[project]
name = "app"
description = "x"
readme = "README.md"
license-files = ["LICENSE*"]
requires-python = ">=3.8"
"""
_SOURCES = {
    "src/app/__init__.py": '__version__ = "1.0.0"\n',
    "src/app/data.txt": "data\n",
    "tests/test_app.py": "import app\n",
    "README.md": "# app\n",
    "LICENSE": "MIT\n",
    "CHANGELOG.md": "none\n",
    "requirements.txt": "\n",
    ".gitignore": "*.log\n",
    ".editorconfig": "root = true\n",
    "docs/index.md": "x\n",
}
_ENV = {
    "PIP_NO_INDEX": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
    "SOURCE_DATE_EPOCH": "1767323045",
}
PYPROJECT = Read(path="pyproject.toml")
_README = Read(manifest="pyproject.toml", key="project.readme", names="file", seen=("README.md",))
_LICENSES = Read(manifest="pyproject.toml", key="project.license-files", names="glob", seen=("LICENSE",))
_SOURCE = Read(glob="src/**", note="the package's own files")
_IGNORED = Read(path=".gitignore", note="what it names is left out, unless the backend is told to take it")
_TREE = Read(
    glob="**",
    seen=("tests/*", "docs/*", "CHANGELOG.md", ".editorconfig", "requirements.txt"),
    note="an sdist takes all that is not ignored",
)
_NOISE = ("*.egg-info/SOURCES.txt",)
_TO = "pip install --no-deps --no-build-isolation --target /mnt/out ."
_GIT = Read(path=".git/", above=True, note="the version is the tag's; tracked files that are missing make it dirty")
_TRACKED = Read(
    glob="**",
    seen=("CHANGELOG.md", ".editorconfig", ".gitignore", "docs/*", "tests/*", "requirements.txt"),
    note="every tracked file: without it git says dirty, and the version is another",
)


def _backend(  # noqa: PLR0913 (a table in one call)
    name: str,
    key: str,
    files: dict[str, str | bytes],
    reads: tuple[Read, ...],
    sdist: tuple[Read, ...],
    *,
    tool: str,
    environment: str = "py",
    git: bool = False,
) -> Table:
    where = {"pyproject.toml:build-system.build-backend": key}
    sample = Sample(name=name, files={**_SOURCES, **files}, git=git)
    return Table(
        name=name,
        tool=tool,
        version=f"$TOOLS/{environment}/bin/python -c 'from importlib.metadata import version; print(version(\"{tool}\"))'",
        path=(f"{environment}/bin",),
        env=_ENV,
        noise=_NOISE if "setuptools" in tool else (),
        commands=(
            Command(
                ran=_TO,
                match=("pip install .", "pip wheel .", "uv pip install .", "pip install --no-deps ."),
                where=where,
                sample=sample,
                reads=reads,
            ),
            Command(
                ran="pip install --no-deps --no-build-isolation --prefix /mnt/out -e .",
                match=("pip install -e .", "pip install --editable .", "uv pip install -e ."),
                where=where,
                sample=sample,
                reads=reads,
            ),
            Command(
                ran="python -m build --no-isolation --wheel",
                match=("python -m build --wheel", "pyproject-build --wheel", "uv build --wheel"),
                where=where,
                sample=sample,
                reads=reads,
            ),
            Command(
                ran="python -m build --no-isolation",
                match=("python -m build", "pyproject-build", "uv build"),
                unless=("--wheel",),
                where=where,
                sample=sample,
                reads=(*reads, *sdist),
            ),
        ),
    )


HATCHLING = _backend(
    "hatchling",
    "hatchling.build",
    {
        "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n'
        + _PROJECT
        + 'dynamic = ["version"]\n\n[tool.hatch.version]\npath = "src/app/__init__.py"\n\n[tool.hatch.build.targets.wheel]\npackages = ["src/app"]\n\n[tool.hatch.build.targets.wheel.force-include]\n"extra/page.md" = "app/page.md"\n\n[tool.hatch.build.targets.wheel.hooks.custom]\n',
        "hatch_build.py": "from hatchling.builders.hooks.plugin.interface import BuildHookInterface\n\n\nclass Hook(BuildHookInterface):\n    def initialize(self, version, build_data):\n        build_data['force_include']['extra/more.md'] = 'app/more.md'\n",
        "extra/page.md": "x\n",
        "extra/more.md": "y\n",
    },
    (
        PYPROJECT,
        _README,
        _LICENSES,
        Read(manifest="pyproject.toml", key="tool.hatch.version.path", names="file", seen=("src/app/__init__.py",)),
        _SOURCE,
        Read(
            manifest="pyproject.toml",
            key="tool.hatch.build.targets.wheel.force-include",
            names="path",
            seen=("extra/page.md",),
        ),
        Read(
            manifest="pyproject.toml",
            key="tool.hatch.build.targets.wheel.hooks.custom.path",
            names="file",
            seen=("hatch_build.py", "extra/more.md"),
            note="hatch_build.py unless path says otherwise; and what it reads",
        ),
        _IGNORED,
    ),
    (_TREE,),
    tool="hatchling",
)
_SETUP_PY = "from pathlib import Path\nfrom setuptools import setup\nsetup(install_requires=[one for one in Path('requirements.txt').read_text().split() if one], long_description=Path('docs/index.md').read_text())\n"
SETUPTOOLS = _backend(
    "setuptools",
    "setuptools.build_meta",
    {
        "pyproject.toml": '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n\n[project]\nname = "app"\nlicense-files = ["LICENSE*"]\ndynamic = ["version", "readme", "dependencies"]\n\n[tool.setuptools.dynamic]\nversion = {file = "VERSION"}\nreadme = {file = ["README.md", "docs/index.md"]}\ndependencies = {file = ["requirements.txt"]}\n\n[tool.setuptools.package-data]\napp = ["*.txt"]\n',
        "VERSION": "1.0.0\n",
        "MANIFEST.in": "include CHANGELOG.md\n",
    },
    (
        PYPROJECT,
        _LICENSES,
        Read(
            manifest="pyproject.toml",
            key="tool.setuptools.dynamic.*.file",
            names="file",
            seen=("VERSION", "README.md", "docs/index.md", "requirements.txt"),
        ),
        _SOURCE,
        Read(path="MANIFEST.in"),
    ),
    (
        Read(manifest="MANIFEST.in", key="include", names="glob", seen=("CHANGELOG.md",)),
        Read(glob="tests/**", note="test*.py goes into an sdist by itself"),
    ),
    tool="setuptools",
)
_LEGACY = Sample(
    name="setuptools-legacy",
    files={
        **_SOURCES,
        "setup.py": _SETUP_PY,
        "setup.cfg": "[metadata]\nname = app\nversion = file: VERSION\nlicense_files = LICENSE\n\n[options]\npackages = find:\npackage_dir =\n    = src\ninclude_package_data = true\n\n[options.packages.find]\nwhere = src\n",
        "VERSION": "1.0.0\n",
        "MANIFEST.in": "recursive-include src *.txt\n",
    },
)
_LEGACY_READS = (
    Read(path="setup.py"),
    Read(path="setup.cfg"),
    Read(
        manifest="setup.cfg",
        key="metadata",
        names="file",
        seen=("VERSION", "LICENSE"),
        note="values with file:, license_files",
    ),
    Read(
        manifest="setup.py",
        key="*",
        names="text",
        seen=("requirements.txt", "docs/index.md"),
        note="what the program itself opens",
    ),
    Read(path="MANIFEST.in", note="with include_package_data it says which data goes into the wheel"),
    _SOURCE,
)
LEGACY = Table(
    name="setuptools-legacy",
    tool="setuptools",
    version=SETUPTOOLS.version,
    path=("py/bin",),
    env=_ENV,
    noise=_NOISE,
    commands=(
        Command(
            ran=_TO,
            match=("pip install .", "pip wheel ."),
            where={"setup.py": "*"},
            sample=_LEGACY,
            reads=_LEGACY_READS,
        ),
        Command(
            ran="python setup.py bdist_wheel",
            match=("python setup.py bdist_wheel", "python setup.py install", "python setup.py build"),
            sample=_LEGACY,
            reads=_LEGACY_READS,
        ),
        Command(
            ran="python setup.py sdist",
            match=("python setup.py sdist",),
            sample=_LEGACY,
            reads=(*_LEGACY_READS, Read(glob="README*"), Read(glob="tests/**")),
        ),
    ),
)
SCM = _backend(
    "setuptools-scm",
    "setuptools.build_meta",
    {
        "pyproject.toml": '[build-system]\nrequires = ["setuptools", "setuptools-scm"]\nbuild-backend = "setuptools.build_meta"\n\n'
        + _PROJECT
        + 'dynamic = ["version"]\n\n[tool.setuptools_scm]\nversion_file = "src/app/_version.py"\n',
        ".gitignore": "_version.py\n*.egg-info\nbuild\ndist\n",
    },
    (PYPROJECT, _README, _LICENSES, _SOURCE, _GIT, _TRACKED),
    (),
    tool="setuptools-scm",
    environment="scm",
    git=True,
)
VCS = _backend(
    "hatch-vcs",
    "hatchling.build",
    {
        "pyproject.toml": '[build-system]\nrequires = ["hatchling", "hatch-vcs"]\nbuild-backend = "hatchling.build"\n\n'
        + _PROJECT
        + 'dynamic = ["version"]\n\n[tool.hatch.version]\nsource = "vcs"\n\n[tool.hatch.build.targets.wheel]\npackages = ["src/app"]\n',
        ".gitignore": "dist\n",
    },
    (PYPROJECT, _README, _LICENSES, _SOURCE, _GIT, _TRACKED),
    (),
    tool="hatch-vcs",
    environment="scm",
    git=True,
)
FLIT = _backend(
    "flit",
    "flit_core.buildapi",
    {
        "pyproject.toml": '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"\n\n'
        + _PROJECT.replace('description = "x"\n', "")
        + 'dynamic = ["version", "description"]\n\n[tool.flit.sdist]\ninclude = ["docs/"]\n',
        "src/app/__init__.py": '"""App."""\n__version__ = "1.0.0"\n',
    },
    (PYPROJECT, _README, _LICENSES, _SOURCE),
    (Read(manifest="pyproject.toml", key="tool.flit.sdist.include", names="glob", seen=("docs/*",)),),
    tool="flit-core",
)
POETRY_CORE = _backend(
    "poetry-core",
    "poetry.core.masonry.api",
    {
        "pyproject.toml": '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n\n'
        + _PROJECT
        + 'version = "1.0.0"\n\n[tool.poetry]\npackages = [{include = "app", from = "src"}]\ninclude = [{path = "docs/index.md", format = ["sdist", "wheel"]}]\n'
    },
    (
        PYPROJECT,
        _README,
        _LICENSES,
        _SOURCE,
        Read(manifest="pyproject.toml", key="tool.poetry.include", names="glob", seen=("docs/*",)),
    ),
    (),
    tool="poetry-core",
)
PDM_BACKEND = _backend(
    "pdm-backend",
    "pdm.backend",
    {
        "pyproject.toml": '[build-system]\nrequires = ["pdm-backend"]\nbuild-backend = "pdm.backend"\n\n'
        + _PROJECT
        + 'dynamic = ["version"]\n\n[tool.pdm.version]\nsource = "file"\npath = "src/app/__init__.py"\n\n[tool.pdm.build]\nsource-includes = ["tests"]\n'
    },
    (
        PYPROJECT,
        _README,
        _LICENSES,
        Read(manifest="pyproject.toml", key="tool.pdm.version.path", names="file", seen=("src/app/__init__.py",)),
        _SOURCE,
    ),
    (Read(manifest="pyproject.toml", key="tool.pdm.build.source-includes", names="glob", seen=("tests/*",)),),
    tool="pdm-backend",
)
_SCM_SAMPLE, _VCS_SAMPLE = (
    next(one.sample for one in table.commands if isinstance(one, Command)) for table in (SCM, VCS)
)
_PRETEND = Command(
    ran=f"SETUPTOOLS_SCM_PRETEND_VERSION=1.0 {_TO}",
    match=("pip install .", "pip wheel .", "python -m build"),
    given=("SETUPTOOLS_SCM_PRETEND_VERSION", "SETUPTOOLS_SCM_PRETEND_VERSION_FOR_*"),
    where={"pyproject.toml:build-system.requires": "setuptools-scm"},
    sample=_SCM_SAMPLE,
    reads=(PYPROJECT, _README, _LICENSES, _SOURCE, _GIT),
)


def _unpacked(name: str, text: str, sample: Sample, requires: str) -> Command:
    """Return a command on a sample without git, where another file tells the version."""
    return Command(
        ran=_TO,
        match=("pip install .", "pip wheel .", "python -m build"),
        where={"pyproject.toml:build-system.requires": requires, name: "*"},
        sample=Sample(name=f"{sample.name}-{name}", files={**sample.files, name: text}),
        reads=(
            PYPROJECT,
            _README,
            _LICENSES,
            _SOURCE,
            Read(path=name, note="tells the version where there is no .git"),
        ),
    )


_INFO = ("PKG-INFO", "Metadata-Version: 2.1\nName: app\nVersion: 1.0\n")
_ARCHIVAL = (
    ".git_archival.txt",
    "node: 0123456789012345678901234567890123456789\nnode-date: 2026-01-02T03:04:05Z\ndescribe-name: v1.2.3\n",
)
SCM = replace(
    SCM,
    commands=(
        *SCM.commands,
        _PRETEND,
        *(_unpacked(*one, _SCM_SAMPLE, "setuptools-scm") for one in (_INFO, _ARCHIVAL)),
    ),
)
VCS = replace(VCS, commands=(*VCS.commands, _unpacked(*_INFO, _VCS_SAMPLE, "hatch-vcs")))
# Poetry and PDM build their own sdists, see `poetry build` and `pdm build`.
POETRY_CORE, PDM_BACKEND = (replace(table, commands=table.commands[:2]) for table in (POETRY_CORE, PDM_BACKEND))
TABLES = (HATCHLING, SETUPTOOLS, LEGACY, SCM, VCS, FLIT, POETRY_CORE, PDM_BACKEND)
