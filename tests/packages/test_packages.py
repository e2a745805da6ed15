"""The wheel and the source distribution: what is in them, what an index would say of them, and that they run."""

from __future__ import annotations

import email
import json
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from ctxsize.version import PACKAGE, SITE, __version__
from testdata.projects import make
from tests.functional.installed import BIN, ROOT

pytestmark = pytest.mark.packages

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def program(*arguments: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run([*arguments], cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    return program("git", "ls-files").splitlines()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a source distribution, and the wheel that was built from it."""
    directory = tmp_path_factory.mktemp("dist")
    program(sys.executable, "-m", "build", "--outdir", directory, ".")
    return directory


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def sdist(built: Path) -> Path:
    (found,) = built.glob("*.tar.gz")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment that holds the wheel and what it needs."""
    directory = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(directory, with_pip=True)
    program(directory / "bin/pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel)
    return directory


def test_an_index_would_take_them(wheel: Path, sdist: Path) -> None:
    program(sys.executable, "-m", "twine", "check", "--strict", wheel, sdist)
    program(BIN / "check-wheel-contents", wheel)


def test_the_wheel_holds_the_package_and_the_pages_of_the_rules(wheel: Path, tracked: list[str]) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("ctxsize/")}
    wanted = {name.removeprefix("src/") for name in tracked if name.startswith("src/ctxsize/")}
    wanted |= {f"ctxsize/data/rules/{Path(name).name}" for name in tracked if name.startswith("docs/rules/")}
    assert sorted(held - wanted) == [name for name in sorted(held) if name.endswith(".so")]
    assert sorted(name for name in wanted - held if not name.endswith(".c")) == []


def test_the_source_distribution_holds_all_that_the_tests_need(sdist: Path, tracked: list[str]) -> None:
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert sorted(set(tracked) - held) == []
    assert sorted(held - set(tracked)) == ["PKG-INFO"]


def test_its_metadata_say_what_the_project_says(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        said = email.message_from_bytes(archive.read(name))
    assert (said["Name"], said["Version"]) == ("ctxsize", __version__)
    assert said["License-Expression"] == "MIT"
    assert said["Requires-Python"] == ">=3.11"
    page = said.get_payload()
    assert isinstance(page, str)
    links = re.findall(r"\]\(([^)]*)\)", page)
    assert links
    assert [link for link in links if not link.startswith("https://")] == []
    assert "<!--" not in page


def test_no_address_is_named_before_there_is_one() -> None:
    named = PROJECT.get("urls", {})
    assert set(named.values()) >= {address for address in (SITE, PACKAGE) if address}
    assert bool(named) == bool(SITE or PACKAGE)


def test_the_wheel_runs_where_no_clone_is(installed: Path, tmp_path: Path) -> None:
    command = installed / "bin/ctxsize"
    sample = make.make_project("node-service", tmp_path.resolve() / "service")
    assert program(command, "--version", cwd=tmp_path).startswith(f"ctxsize {__version__}")
    assert "450.23MB" in program(command, sample, "--fail-on", "never", cwd=tmp_path)
    assert program(command, "--rule", "CTX101", cwd=tmp_path).startswith("# CTX101")
    assert json.loads(program(command, "--json-schema", cwd=tmp_path))["$schema"].startswith("https://json-schema.org/")


def test_the_wheel_brings_the_manual_and_completion_to_where_they_are_looked_for(installed: Path) -> None:
    share = installed / "share"
    assert (share / "man/man1/ctxsize.1").read_text("utf-8").startswith(".TH CTXSIZE 1")
    for name in (
        "bash-completion/completions/ctxsize",
        "zsh/site-functions/_ctxsize",
        "fish/vendor_completions.d/ctxsize.fish",
    ):
        assert "_CTXSIZE_COMPLETE" in (share / name).read_text("utf-8")


def test_what_it_needs_can_be_listed(installed: Path, tmp_path: Path) -> None:
    """The list is CycloneDX's: scanners of a platform team read it."""
    file = tmp_path / "sbom.json"
    program(BIN / "cyclonedx-py", "environment", installed, "--validate", "--output-file", file)
    listed = {part["name"].lower() for part in json.loads(file.read_text("utf-8"))["components"]}
    pinned = {line.partition("==")[0] for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()[1:]}
    assert listed >= pinned | {"ctxsize"}
