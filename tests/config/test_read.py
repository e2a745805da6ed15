"""The configuration: a file in, frozen data or one sentence with file, line and cure out."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest

from ctxsize.config.place import line_of
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


def test_rules_that_are_off_for_some_paths_count_from_the_configuration(project: Path) -> None:
    (project / "services/api").mkdir(parents=True)
    text = "[tool.ctxsize.per-path-ignores]\n'services/*/fixtures/**' = ['CTX2', 'image-archive']\n"
    (project / "pyproject.toml").write_text(text)
    ignores = load(str(project / "services/api")).path_ignores
    assert ignores is not None
    assert ignores.rows == (("services/*/fixtures/**", ("CTX2", "CTX118")),)
    assert ignores.silences("CTX203", "fixtures/x")
    assert not ignores.silences("CTX203", "x")


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


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("fail-on = 'eror'", 1, "fail-on 'eror' is no level. Did you mean error?"),
        ("fail_on = 'error'", 1, "the key 'fail_on' is not known. Did you mean fail-on?"),
        ("colour = 'red'", 1, "the key 'colour' is not known. There are fail-on,"),
        ("\n\nfail-on = true", 3, "fail-on must be a text, not the truth value true"),
        ("fail-on = ''", 1, "fail-on is empty"),
        ("max-growth = '5 percent'", 1, "The unit 'percent' is not known"),
        ("[budget]\nmax-size = '1MB'", 1, "budget is a list of tables. Write [[budget]]"),
        ("budget = ['x']", 1, "budget must be a table, not the text 'x'"),
        ("[[budget]]\nmax-sise = '1MB'", 2, "the key 'max-sise' is not known. Did you mean max-size?"),
        ("[[budget]]\nmax-size = '1MB'\n[[budget]]\nmax_files = 3", 4, "Did you mean max-files?"),
        ("[[budget]]\nmax-size = '20MBs'", 2, "max-size '20MBs': The unit 'MBs' is not known. Did you mean MB?"),
        ("[[budget]]\nmax-size = '20M'", 2, "Write MB (decimal) or MiB (binary)"),
        ("[[budget]]\nmax-size = 1.5", 2, "max-size must be a size, not the number 1.5"),
        ("[[budget]]\nmax-size = -5", 2, "max-size is below zero"),
        ("[[budget]]\nmax-files = '3000'", 2, "max-files must be a whole number, not the text '3000'"),
        ("[[budget]]\nmax-files = true", 2, "max-files must be a whole number, not the truth value true"),
        ("[[budget]]\nmax-size = [1]", 2, "not a list"),
        ("[[budget]]\nmax-size = 1979-05-27", 2, "not a date"),
        ("[[budget]]\nmin-size = '3MB'\nmax-size = '2MB'", 2, "min-size 3MB is above max-size 2MB"),
        ("[[budget]]\nmin-files = 3\nmax-files = 2", 2, "min-files 3 is above max-files 2"),
        ("[[budget]]\nmessage = 'x'", 1, "this budget has no limit. Add one of max-size"),
        ("[[budget]]\nmax-files = 1\npath = 'a['", 3, "path 'a[' is a malformed pattern"),
        ("[[budget]]\nmax-files = 1\npath = '!a'", 3, "is an exception. Write the pattern without !"),
        (
            "[[budget]]\nmax-files = 1\ndockerfile = 'docker/apy.Dockerfile'",
            3,
            "dockerfile 'docker/apy.Dockerfile': there is no such file. Did you mean docker/api.Dockerfile?",
        ),
        ("[[budget]]\nmax-files = 1\ndockerfile = 'api.Dockerfile'", 3, "Did you mean docker/api.Dockerfile?"),
        (
            "[[budget]]\nmax-files = 1\ndockerfile = 'docker/api.Dockerfile'\ntarget = 'prdo'",
            4,
            "target 'prdo': there is no stage `prdo` to be the target. Docker asks: did you mean prod?",
        ),
        ("select = 'CTX4'", 1, "select must be a list of codes"),
        (
            "fail-on = 'never'\nselect = ['CTX1', 'CTX41']",
            2,
            "select 'CTX41': there is no such rule. Did you mean CTX4",
        ),
        ("per-path-ignores = ['CTX2']", 1, "per-path-ignores must be a table, not a list. Write [per-path-ignores]"),
        ("[per-path-ignores]\n'a/**' = 'CTX2'", 2, 'a/** must be a list of codes. Write "a/**" = ["CTX401"]'),
        ("[per-path-ignores]\na = ['CTX1']\n'b/**' = ['CTX9']", 3, "b/** 'CTX9': there is no such rule"),
        ("[per-path-ignores]\n'!' = ['CTX1']", 2, "'!' is not a pattern. Write it as in a .gitignore"),
        ("[per-path-ignores]\n'#x' = ['CTX1']", 2, "'#x' is not a pattern. Write it as in a .gitignore"),
        ("ignore = ['secret-fil']", 1, "Did you mean secret-file?"),
        ("[tool.ctxsize]\nfail-on = 'error'", 1, "[tool.ctxsize] is for pyproject.toml"),
        ("fail-on = 'error", 1, "this is not TOML"),
        ("a = 1\na = 2", 2, "this is not TOML"),
        ("a = '''\n", 2, "this is not TOML"),
        (
            'budget = [\n  { max-size = "1MB" },\n  { max-sise = "2MB" },\n]',
            3,
            "the key 'max-sise' is not known. Did you mean max-size?",
        ),
    ],
)
def test_a_mistake_is_told_with_file_line_and_cure(
    project: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: int, words: str
) -> None:
    monkeypatch.chdir(project)
    (project / ".ctxsize.toml").write_text(text)
    with pytest.raises(UsageError) as refused:
        load(str(project))
    assert str(refused.value).startswith(f".ctxsize.toml:{line}: ")
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith((".", "?"))


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
    with pytest.raises(UsageError, match=r"\.ctxsize\.toml:2: this is not UTF-8"):
        load(str(project))


def test_a_file_that_is_not_there_is_told(project: Path) -> None:
    with pytest.raises(UsageError, match=r"no\.toml: No such file or directory"):
        load(str(project), "no.toml")


def test_the_line_of_a_key_is_found_in_whatever_way_it_is_written() -> None:
    text = "\n".join(  # noqa: FLY002 (one line a line, so that they can be counted)
        [
            "a = '''",
            "[t]",
            "key = 1'''",
            "b.c = [",
            "  1, # key = 2",
            "  2,",
            "]",
            "[t.'key']",
            '"in side" = 1',
            "[[t.u]]",
            "key = { x = 1 }",
            "[[t.u]]",
            "  key = 3",
        ]
    )
    assert line_of(text, ("a",)) == 1
    assert line_of(text, ("b", "c")) == 4
    assert line_of(text, ("t", "key")) == 8
    assert line_of(text, ("t", "key", "in side")) == 9
    assert line_of(text, ("t", "u", 0, "key")) == 11
    assert line_of(text, ("t", "u", 1)) == 12
    assert line_of(text, ("t", "u", 1, "key")) == 13


def test_the_line_of_a_key_is_found_among_many() -> None:
    names = [f"k{number}" for number in range(300)]
    random.Random(1).shuffle(names)  # noqa: S311 (the same order each time)
    lines = [f"{name} = {number}" for number, name in enumerate(names)]
    text = "\n".join(lines)
    assert all(line_of(text, (name,)) == tomllib.loads(text)[name] + 1 for name in names[::7])
