"""pip's requirement files, uv, Poetry and PDM."""

from __future__ import annotations

from tools.needs.declare import TOOLS, Command, Read, Sample, Table
from tools.needs.ecosystems.archives import zipped

SYSTEM_PYTHON = str((TOOLS / "py/bin/python").resolve().parent)
_WHEELS = str(TOOLS / "wheels")
_DEP: dict[str, str | bytes] = {
    "libs/dep/pyproject.toml": '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"\n\n[project]\nname = "dep"\nversion = "1.0.0"\ndescription = "x"\n',
    "libs/dep/dep.py": "NAME = 'dep'\n",
}
_REQUIREMENTS = Sample(
    name="requirements",
    files={
        **_DEP,
        "requirements.txt": "-r requirements/base.txt\n-c constraints.txt\n./libs/dep\n",
        "requirements/base.txt": "tomlkit\n",
        "requirements-dev.txt": "pytest\n",
        "constraints.txt": "tomlkit>=0.1\n",
        "app.py": "import dep; print(dep.NAME)\n",
        "setup.cfg": "[metadata]\nname = app\n",
        "README.md": "# app\n",
    },
)
_LISTED = (
    Read(argument="-r", names="file", seen=("requirements.txt",)),
    Read(
        manifest="requirements.txt",
        key="-r",
        names="file",
        seen=("requirements/base.txt",),
        note="also --requirement; relative to the file that says it",
    ),
    Read(manifest="requirements.txt", key="-c", names="file", seen=("constraints.txt",), note="also --constraint"),
    Read(
        manifest="requirements.txt",
        key="path",
        names="directory",
        seen=("libs/dep/*",),
        note="lines that are a path, with -e or without, or dep @ file:; relative to the working directory",
    ),
)
_PIP = {
    "PIP_NO_INDEX": "1",
    "PIP_FIND_LINKS": _WHEELS,
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
}
PIP = Table(
    name="pip",
    tool="pip",
    version="pip --version",
    path=("py/bin",),
    env=_PIP,
    commands=(
        Command(
            ran="pip install --no-build-isolation --target /mnt/out -r requirements.txt",
            match=("pip install", "pip3 install", "python -m pip install"),
            options=("-r", "--requirement"),
            sample=_REQUIREMENTS,
            reads=_LISTED,
        ),
        Command(
            ran="pip wheel --no-build-isolation -w /mnt/out -r requirements.txt",
            match=("pip wheel",),
            options=("-r", "--requirement"),
            sample=_REQUIREMENTS,
            reads=_LISTED,
        ),
        Command(
            ran="pip download --no-build-isolation -d /mnt/out -r requirements.txt",
            match=("pip download",),
            options=("-r", "--requirement"),
            sample=_REQUIREMENTS,
            reads=_LISTED,
        ),
        Command(
            ran="pip install --no-build-isolation --target /mnt/out tomlkit -c constraints.txt",
            match=("pip install",),
            options=("-c", "--constraint"),
            sample=_REQUIREMENTS,
            reads=(Read(argument="-c", names="file", seen=("constraints.txt",)),),
        ),
        Command(
            ran="pip install --no-build-isolation --target /mnt/out ./libs/dep",
            match=("pip install ./",),
            sample=_REQUIREMENTS,
            reads=(
                Read(argument="first", names="directory", seen=("libs/dep/*",), note="as its build backend reads it"),
            ),
        ),
        Command(
            ran="PYTHONPATH=libs/dep python app.py",
            match=("python", "python3"),
            stdout=True,
            sample=_REQUIREMENTS,
            reads=(
                Read(argument="first", names="file", seen=("app.py",)),
                Read(glob="**/*.py", seen=("libs/dep/dep.py",), note="what it imports"),
            ),
        ),
    ),
)
_UV = Sample(
    name="uv",
    files={
        "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n[project]\nname = "app"\nversion = "1.0.0"\nreadme = "README.md"\nrequires-python = ">=3.13"\ndependencies = ["member", "dep", "tomlkit"]\n\n[dependency-groups]\ndev = ["pluggy"]\n\n[tool.uv.sources]\nmember = {workspace = true}\ndep = {path = "libs/dep"}\n\n[tool.uv.workspace]\nmembers = ["packages/*"]\n\n[tool.hatch.build.targets.wheel]\npackages = ["src/app"]\n',
        **_DEP,
        "packages/member/pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n[project]\nname = "member"\nversion = "1.0.0"\nrequires-python = ">=3.13"\n',
        "packages/member/src/member/__init__.py": "",
        "src/app/__init__.py": "NAME = 'app'\n",
        ".python-version": "3.13\n",
        "uv.toml": "compile-bytecode = false\n",
        "README.md": "# app\n",
        "LICENSE": "MIT\n",
        "requirements.txt": "tomlkit\n",
        ".env": "A=1\n",
        "run.py": "import app; print(app.NAME)\n",
    },
    prepare="uv lock",
)
_PYPROJECT = Read(path="pyproject.toml", above=True)
_UV_LOCK = Read(path="uv.lock", role="lock")
_UV_CONFIG = Read(path="uv.toml", above=True)
_PINNED = Read(path=".python-version", above=True)
_UV_MEMBERS = Read(
    manifest="pyproject.toml",
    key="tool.uv.workspace.members",
    names="glob",
    seen=("packages/member/pyproject.toml",),
    note="the pyproject.toml of each directory",
)
_UV_SOURCES = Read(
    manifest="pyproject.toml",
    key="tool.uv.sources.*.path",
    names="directory",
    seen=("libs/dep/*",),
    note="as its build backend reads it",
)
_UV_README = Read(
    manifest="pyproject.toml",
    key="project.readme",
    names="file",
    seen=("README.md",),
    note="when the project itself is built or installed",
)
_UV_OWN = Read(
    glob="src/**", note="when the project itself is built or installed: editable, so only some of it is read"
)
_UV_MEMBER = Read(glob="packages/*/src/**", note="when the members are installed")
_UV_LICENSE = Read(glob="LICEN[CS]E*", note="when the project itself is built or installed")
_UV_META = (_PYPROJECT, _UV_LOCK, _UV_CONFIG, _PINNED, _UV_MEMBERS, _UV_SOURCES)
_UV_ALL = (*_UV_META, _UV_README, _UV_OWN, _UV_MEMBER, _UV_LICENSE)
_UV_ENV = {
    "UV_OFFLINE": "1",
    "UV_NO_INDEX": "1",
    "UV_FIND_LINKS": _WHEELS,
    "UV_PYTHON_PREFERENCE": "only-system",
    "UV_LINK_MODE": "copy",
    "UV_NO_PROGRESS": "1",
}
UV = Table(
    name="uv",
    tool="uv",
    version="uv --version",
    path=("mgr/bin", SYSTEM_PYTHON),
    env=_UV_ENV,
    noise=("*/uv_cache.json", "*/uv_build.json"),
    commands=(
        Command(ran="uv sync", match=("uv sync",), unless=("--frozen", "--locked"), sample=_UV, reads=_UV_ALL),
        Command(ran="uv sync --frozen", match=("uv sync", "uv run"), options=("--frozen",), sample=_UV, reads=_UV_ALL),
        Command(ran="uv sync --locked", match=("uv sync", "uv run"), options=("--locked",), sample=_UV, reads=_UV_ALL),
        Command(
            ran="uv sync --frozen --no-install-project --no-dev",
            match=("uv sync",),
            options=("--no-install-project",),
            sample=_UV,
            reads=(*_UV_META, _UV_MEMBER),
        ),
        Command(
            ran="uv sync --frozen --no-install-workspace",
            match=("uv sync",),
            options=("--no-install-workspace", "--no-install-local"),
            sample=_UV,
            reads=_UV_META,
        ),
        Command(
            ran="uv run run.py",
            match=("uv run",),
            sample=_UV,
            stdout=True,
            reads=(*_UV_ALL, Read(argument="first", names="command", seen=("run.py",))),
        ),
        Command(ran="uv lock --check", match=("uv lock", "uv lock --check"), sample=_UV, reads=_UV_META),
        Command(
            ran="uv export --frozen -o /mnt/out/requirements.txt", match=("uv export",), sample=_UV, reads=_UV_META
        ),
        Command(
            ran="uv build --wheel",
            match=("uv build",),
            sample=_UV,
            reads=(_PYPROJECT, _UV_CONFIG, _PINNED, _UV_MEMBERS, _UV_README, _UV_OWN, _UV_LICENSE),
        ),
        Command(
            ran="uv pip install --target /mnt/out -r requirements.txt",
            match=("uv pip install", "uv pip sync"),
            options=("-r",),
            sample=_UV,
            reads=(Read(argument="-r", names="file", seen=("requirements.txt",)), _PYPROJECT, _UV_CONFIG),
        ),
    ),
)
_WHEEL = zipped(
    {
        "dep.py": "NAME = 'dep'\n",
        "dep-1.0.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: dep\nVersion: 1.0.0\n",
        "dep-1.0.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: a\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "dep-1.0.0.dist-info/RECORD": "dep.py,,\ndep-1.0.0.dist-info/METADATA,,\ndep-1.0.0.dist-info/WHEEL,,\ndep-1.0.0.dist-info/RECORD,,\n",
    }
)
_POETRY = Sample(
    name="poetry",
    files={
        "pyproject.toml": '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n\n[project]\nname = "app"\nversion = "1.0.0"\ndescription = "x"\nreadme = "README.md"\nlicense-files = ["LICENSE"]\nrequires-python = ">=3.13"\n\n[tool.poetry]\npackages = [{include = "app", from = "src"}]\n\n[tool.poetry.dependencies]\ndep = {path = "libs/dep-1.0.0-py3-none-any.whl"}\n',
        "libs/dep-1.0.0-py3-none-any.whl": _WHEEL,
        "src/app/__init__.py": "NAME = 'app'\n",
        "poetry.toml": "[virtualenvs]\nin-project = true\n",
        ".python-version": "3.13\n",
        "README.md": "# app\n",
        "LICENSE": "MIT\n",
        "CHANGELOG.md": "none\n",
    },
    prepare="poetry lock -n",
    drop=(".venv",),
)
_PY = Read(path="pyproject.toml", above=True)
_PLOCK = Read(path="poetry.lock", role="lock")
_PCONFIG = Read(path="poetry.toml")
_PDEP = Read(
    manifest="pyproject.toml",
    key="tool.poetry.dependencies.*.path",
    names="path",
    seen=("libs/*",),
    note="a wheel, an sdist or a directory",
)
_PREADME = Read(
    manifest="pyproject.toml",
    key="project.readme",
    names="file",
    seen=("README.md",),
    note="also tool.poetry.readme; when the project itself is built or installed",
)
_PLICENSE = Read(manifest="pyproject.toml", key="project.license-files", names="glob", seen=("LICENSE",))
_POWN = Read(
    manifest="pyproject.toml",
    key="tool.poetry.packages",
    names="directory",
    seen=("src/*",),
    note="a directory named as the project, here or below src, unless it says otherwise",
)
_PINSTALL = (_PY, _PLOCK, _PCONFIG, _PDEP)
POETRY = Table(
    name="poetry",
    tool="poetry",
    version="poetry --version",
    path=("mgr/bin", "py/bin"),
    env={"POETRY_VIRTUALENVS_IN_PROJECT": "true", "POETRY_NO_INTERACTION": "1", "PIP_NO_INDEX": "1"},
    noise=(".venv/*/pyvenv.cfg", ".venv/pyvenv.cfg"),
    commands=(
        Command(
            ran="poetry install",
            match=("poetry install", "poetry sync"),
            unless=("--no-root", "--no-directory"),
            sample=_POETRY,
            reads=(*_PINSTALL, _PREADME, _PLICENSE, _POWN),
        ),
        Command(
            ran="poetry install --no-root",
            match=("poetry install",),
            options=("--no-root",),
            sample=_POETRY,
            reads=_PINSTALL,
        ),
        Command(
            ran="poetry check --lock",
            match=("poetry check", "poetry check --lock"),
            sample=_POETRY,
            reads=(*_PINSTALL, _PREADME, _PLICENSE),
        ),
        Command(
            ran="poetry build",
            match=("poetry build", "poetry publish --build"),
            sample=_POETRY,
            reads=(_PY, _PCONFIG, _PREADME, _PLICENSE, _POWN),
        ),
    ),
)
_PDM = Sample(
    name="pdm",
    files={
        "pyproject.toml": '[build-system]\nrequires = ["pdm-backend"]\nbuild-backend = "pdm.backend"\n\n[project]\nname = "app"\nversion = "1.0.0"\nreadme = "README.md"\nrequires-python = ">=3.13"\ndependencies = ["tomlkit"]\n\n[[tool.pdm.source]]\nname = "local"\ntype = "find_links"\nurl = "file://'
        + _WHEELS
        + '"\nverify_ssl = false\n\n[tool.pdm.resolution]\nrespect-source-order = true\n\n[tool.pdm.options]\n\n[tool.pdm.scripts]\nbuild = "python tools/build.py"\n',
        "pdm.toml": "[venv]\nwith_pip = false\n",
        "tools/build.py": "open('built.txt', 'w').write('x')\n",
        "src/app/__init__.py": "NAME = 'app'\n",
        ".python-version": "3.13\n",
        "README.md": "# app\n",
        "LICENSE": "MIT\n",
    },
    prepare="pdm lock",
    drop=(".venv", ".pdm-python"),
)
_DLOCK = Read(path="pdm.lock", role="lock")
_DCONFIG = Read(path="pdm.toml")
_DREADME = Read(
    manifest="pyproject.toml",
    key="project.readme",
    names="file",
    seen=("README.md",),
    note="when the project itself is built or installed",
)
_DREADS = (_PY, _DLOCK, _DCONFIG, Read(path=".python-version"))
_DBUILT = (_DREADME, Read(glob="src/**"), Read(glob="LICEN[CS]E*"))
PDM = Table(
    name="pdm",
    tool="pdm",
    version="pdm --version",
    path=("pdm/bin", SYSTEM_PYTHON),
    env={**_PIP, "PDM_CHECK_UPDATE": "false", "PDM_PYPI_URL": "file://" + _WHEELS, "PDM_IGNORE_STORED_INDEX": "1"},
    commands=(
        Command(
            ran="pdm install --no-isolation --no-self",
            match=("pdm install",),
            options=("--no-self",),
            sample=_PDM,
            reads=_DREADS,
        ),
        Command(
            ran="pdm install --frozen-lockfile --no-self",
            match=("pdm install",),
            options=("--frozen-lockfile", "--no-lock"),
            sample=_PDM,
            reads=_DREADS,
        ),
        Command(ran="pdm sync --no-self", match=("pdm sync",), sample=_PDM, reads=_DREADS),
        Command(
            ran="pdm build --no-isolation",
            match=("pdm build",),
            env={"PDM_PYTHON": str(TOOLS / "py/bin/python"), "PDM_IGNORE_ACTIVE_VENV": "0"},
            sample=_PDM,
            reads=(_PY, _DCONFIG, *_DBUILT),
        ),
        Command(
            ran="pdm run build",
            match=("pdm run",),
            sample=_PDM,
            reads=(
                _PY,
                _DCONFIG,
                Read(manifest="pyproject.toml", key="tool.pdm.scripts", names="command", seen=("tools/build.py",)),
            ),
        ),
    ),
)
_FLIT = Sample(
    name="flit-command",
    files={
        "pyproject.toml": '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"\n\n[project]\nname = "app"\nreadme = "README.md"\nlicense = {file = "LICENSE"}\ndynamic = ["version", "description"]\n',
        "app/__init__.py": '"""App."""\n__version__ = "1.0.0"\n',
        "README.md": "# app\n",
        "LICENSE": "MIT\n",
        "tests/test_app.py": "\n",
    },
    git=True,
)
_FREADS = (
    Read(path="pyproject.toml"),
    _PREADME,
    Read(manifest="pyproject.toml", key="project.license.file", names="file", seen=("LICENSE",)),
    Read(glob="app/**", note="the module, here or below src"),
)
FLIT = Table(
    name="flit-command",
    tool="flit",
    version="flit --version",
    path=("py/bin",),
    env={"SOURCE_DATE_EPOCH": "1767323045"},
    commands=(
        Command(
            ran="flit build",
            match=("flit build", "flit publish"),
            sample=_FLIT,
            reads=(*_FREADS, Read(path=".git/", note="asked for what is tracked, with --use-vcs")),
        ),
        Command(
            ran="flit build --format wheel",
            match=("flit build",),
            options=("--format wheel",),
            sample=_FLIT,
            reads=_FREADS,
        ),
    ),
)
TABLES = (PIP, UV, POETRY, PDM, FLIT)
