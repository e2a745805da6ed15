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
