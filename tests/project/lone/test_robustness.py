"""No file of a repository, however odd, keeps its Dockerfiles from being found; and all of it within bounds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxsize.errors import CtxsizeError
from ctxsize.project import lone_builds
from ctxsize.project.lone import calls, devcontainer
from ctxsize.project.lone.guess import plain_sources

WORDS = (
    "docker build", " -f ", "--file=", " a/Dockerfile", " .", " ..", "${A}", "$(B)", "${{ c }}", "$D", "\n", "\\\n", "'", '"', "&&", "cd a ",
    "uses: docker/build-push-action@v1", "\n  with:\n    ", "context: ", "file: ", "- ", "/kaniko/executor", " --context ", "$", "{", "}", "(", ")",
)  # fmt: skip
SOUP = st.lists(st.sampled_from(WORDS), max_size=30).map("".join)


@given(SOUP, st.sampled_from(("Makefile", "d/x.sh", ".github/workflows/a.yml", "package.json")))
def test_a_soup_of_calls(text: str, caller: str) -> None:
    for call in calls.calls(caller, text.encode()):
        assert call.caller == caller
        assert 1 <= call.line <= text.count("\n") + 1
        for context in calls.contexts(call, ["Dockerfile", "a/Dockerfile", "a/b/c.Dockerfile"]).values():
            assert not context.startswith(("/", ".."))
            assert "$" not in context


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    calls.calls("Makefile", b"docker build " + data)
    devcontainer.read(".devcontainer/devcontainer.json", data)
    plain_sources(b"FROM a\n" + data, "Dockerfile")


@pytest.mark.parametrize(
    "text",
    [
        "docker build -f a/Dockerfile . " * 5000,
        "docker build -f a/Dockerfile .\n" * 5000,
        "docker " * 100_000,
        "docker build " + "${{ " * 100_000,
        "docker build " + "'" * 100_001,
        "docker" + " -a" * 100_000,
        "docker build -f " + "$A/" * 1000 + " .\n",
        "uses: docker/build-push-action@v1\nx: " + "[" * 100_000,
    ],
)
def test_what_is_large_ends(text: str) -> None:
    for call in calls.calls("x.sh", text.encode()):
        calls.contexts(call, ["a/Dockerfile"])


def test_the_search_ends_in_a_huge_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctxsize.project.lone.search.MOST_DIRECTORIES", 10)
    for number in range(30):
        directory = tmp_path / f"d{number:02}"
        directory.mkdir()
        (directory / "Dockerfile").write_text("FROM a\n")
    assert [build.name for build in lone_builds(tmp_path)] == [f"d{number:02}/Dockerfile" for number in range(9)]


def test_links_and_what_can_not_be_read_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "Dockerfile").write_text("FROM a\n")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "Dockerfile.zero").symlink_to("/dev/zero")
    (tmp_path / "Makefile").symlink_to("/dev/zero")
    (tmp_path / "Dockerfile").mkdir()
    assert [build.name for build in lone_builds(tmp_path)] == ["real/Dockerfile"]


def test_a_name_with_stray_bytes_is_told_fit_for_a_terminal(tmp_path: Path) -> None:
    directory = tmp_path / "a\x1b[1m"
    directory.mkdir()
    (directory / "Dockerfile").write_text("FROM a\n")
    (directory / "Makefile").write_text("b:\n\tdocker build .\n")
    try:
        (build,) = lone_builds(tmp_path)
    except CtxsizeError as error:
        pytest.fail(str(error))
    assert build.guess == "a\\x1b[1m/Makefile:2 builds it so"
