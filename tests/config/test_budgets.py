"""What a budget may say: each mistake is one sentence with its line and its cure."""

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
