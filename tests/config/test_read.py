"""The configuration: a file in, frozen data or one sentence with file, line and cure out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.config.read import load
from ctxsize.config.settings import Config
from ctxsize.errors import UsageError
from ctxsize.gate.verdict import FailOn

GOOD = """\
[project]
name = "x"

[tool.ctxsize]
fail-on = "warning"
max-growth = "5%"
baseline = "known.json"

[[tool.ctxsize.budget]]
dockerfile = "docker/api.Dockerfile"
target = "prod"
max-size = "20MB"
max-files = 3000
message = "ask #platform before raising this"

[[tool.ctxsize.budget]]
path = "assets/**"
max-size = 5_000_000
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docker").mkdir()
    (tmp_path / "docker/api.Dockerfile").write_text("FROM scratch AS prod\n")
    return tmp_path


def test_a_configuration_is_read(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    (project / "pyproject.toml").write_text(GOOD)
    config = load(str(project))
    assert (config.file, config.fail_on, config.max_growth) == ("pyproject.toml", FailOn.WARNING, "5%")
    assert config.baseline == str(project / "known.json")
    api, assets = config.budgets
    assert (api.origin, api.dockerfile, api.target) == (
        "pyproject.toml:9",
        str(project / "docker/api.Dockerfile"),
        "prod",
    )
    assert [(limit.name, limit.value, limit.text) for limit in api.limits] == [
        ("max-size", 20_000_000, "20MB"),
        ("max-files", 3000, "3,000"),
    ]
    assert api.message == "ask #platform before raising this"
    assert (assets.origin, assets.path, assets.limits[0].text) == ("pyproject.toml:16", "assets/**", "5,000,000B")


def test_it_is_looked_for_up_to_the_repository_root(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    inner = project / "services/api"
    inner.mkdir(parents=True)
    assert load(str(inner)) == Config()
    (project.parent / ".ctxsize.toml").write_text('fail-on = "never"')
    assert load(str(inner)) == Config()
    (project / "pyproject.toml").write_text("[tool.black]\n# not ctxsize\n")
    (project / ".ctxsize.toml").write_text('fail-on = "info"')
    assert load(str(inner)).fail_on is FailOn.INFO
    (project / "pyproject.toml").write_text('[tool.ctxsize]\nfail-on = "warning"')
    assert load(str(inner)).fail_on is FailOn.WARNING
    (inner / ".ctxsize.toml").write_text("")
    assert load(str(inner)).fail_on is None
    assert load(str(inner), "pyproject.toml").fail_on is FailOn.WARNING


def test_outside_of_a_repository_the_context_root_alone_counts(tmp_path: Path) -> None:
    (tmp_path / ".ctxsize.toml").write_text('fail-on = "info"')
    (tmp_path / "inner").mkdir()
    assert load(str(tmp_path)).fail_on is FailOn.INFO
    assert load(str(tmp_path / "inner")) == Config()


@pytest.mark.parametrize("name", ["ctxsise", "ctxszie", "cxtsize", "ctx-size", "ctx_size", "ctxsizes", "ctxsiz"])
def test_a_table_of_a_misspelt_name_is_told(project: Path, name: str) -> None:
    (project / "pyproject.toml").write_text(f"[project]\nname = 'x'\n\n[[tool.{name}.budget]]\nmax-files = 3\n")
    with pytest.raises(
        UsageError, match=rf"pyproject\.toml:4: the table 'tool\.{name}' .*Did you mean tool\.ctxsize\?"
    ):
        load(str(project))


def test_tables_of_other_programs_are_let_alone(project: Path) -> None:
    names = ("cibuildwheel", "coverage.run", "comfy", "check-sdist", "commitizen", "codespell", "certifi", "context")
    (project / "pyproject.toml").write_text("".join(f"[tool.{name}]\nx = 1\n" for name in names))
    assert load(str(project)).file is None


def test_a_file_that_is_no_text_is_told_with_its_line(project: Path) -> None:
    (project / ".ctxsize.toml").write_bytes(b"# x\n# \xff\n")
    with pytest.raises(UsageError, match=r"\.ctxsize\.toml:2: not UTF-8"):
        load(str(project))


def test_a_file_that_is_not_there_is_told(project: Path) -> None:
    with pytest.raises(UsageError, match=r"no\.toml: No such file or directory"):
        load(str(project), "no.toml")
