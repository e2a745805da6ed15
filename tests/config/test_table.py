"""What a configuration may say: each mistake is one sentence with its line and its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.config.read import load
from ctxsize.errors import UsageError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docker").mkdir()
    (tmp_path / "docker/api.Dockerfile").write_text("FROM scratch AS prod\n")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("fail-on = 'eror'", 1, "fail-on 'eror' is not a level. Did you mean error?"),
        ("fail_on = 'error'", 1, "unknown key 'fail_on'. Did you mean fail-on?"),
        ("colour = 'red'", 1, "unknown key 'colour'. Known: fail-on,"),
        ("\n\nfail-on = true", 3, "fail-on must be a string, not the boolean true"),
        ("fail-on = ''", 1, "fail-on is empty"),
        ("max-growth = '5 percent'", 1, "The unit 'percent' is not known"),
        ("[budget]\nmax-size = '1MB'", 1, "budget is a list of tables. Write [[budget]]"),
        ("budget = ['x']", 1, "budget must be a table, not the string 'x'"),
        ("[[budget]]\nmax-sise = '1MB'", 2, "unknown key 'max-sise'. Did you mean max-size?"),
        ("[[budget]]\nmax-size = '1MB'\n[[budget]]\nmax_files = 3", 4, "Did you mean max-files?"),
        ("[[budget]]\nmax-size = '20MBs'", 2, "max-size '20MBs': The unit 'MBs' is not known. Did you mean MB?"),
        ("[[budget]]\nmax-size = '20M'", 2, "Write MB (decimal) or MiB (binary)"),
        ("[[budget]]\nmax-size = 1.5", 2, "max-size must be a size, not the number 1.5"),
        ("[[budget]]\nmax-size = -5", 2, "max-size can't be negative"),
        ("[[budget]]\nmax-files = '3000'", 2, "max-files must be a whole number, not the string '3000'"),
        ("[[budget]]\nmax-files = true", 2, "max-files must be a whole number, not the boolean true"),
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
            "target 'prdo': no stage is named `prdo`. Docker asks: did you mean prod?",
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
        ("fail-on = 'error", 1, "invalid TOML"),
        ("a = 1\na = 2", 2, "invalid TOML"),
        ("a = '''\n", 2, "invalid TOML"),
        (
            'budget = [\n  { max-size = "1MB" },\n  { max-sise = "2MB" },\n]',
            3,
            "unknown key 'max-sise'. Did you mean max-size?",
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


def test_rules_that_are_off_for_some_paths_count_from_the_configuration(project: Path) -> None:
    (project / "services/api").mkdir(parents=True)
    text = "[tool.ctxsize.per-path-ignores]\n'services/*/fixtures/**' = ['CTX2', 'image-archive']\n"
    (project / "pyproject.toml").write_text(text)
    ignores = load(str(project / "services/api")).path_ignores
    assert ignores is not None
    assert ignores.rows == (("services/*/fixtures/**", ("CTX2", "CTX118")),)
    assert ignores.silences("CTX203", "fixtures/x")
    assert not ignores.silences("CTX203", "x")
