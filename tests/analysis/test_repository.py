"""All builds of a repository: one walk a root, each build as if it had been asked for alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import ctxsize
from ctxsize.analysis.repository import RepositoryAnalysis, analyze_builds
from ctxsize.api import analyze_request
from ctxsize.build.defined import request_of
from ctxsize.builder import Builder
from ctxsize.context.disk import DiskSource
from ctxsize.dockerfile.engine import newest
from ctxsize.rules.selection import Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.context.entry import Item

COMPOSE = """\
services:
  web: {build: {context: web}}
  worker: {build: {context: web}}
  api: {build: {context: ., dockerfile: api.Dockerfile, args: {PART: api}}}
  jobs: {build: {context: ., dockerfile: api.Dockerfile, args: {PART: jobs}}}
  dev: {build: {context: ., dockerfile: api.Dockerfile}, profiles: [dev]}
  far: {build: "https://example.com/o/r.git"}
  gone: {build: shop}
  broken: {build: {context: web, dockerfile: Nope}}
"""
FILES = {
    "compose.yaml": COMPOSE,
    "api.Dockerfile": "FROM a\nARG PART\nCOPY $PART /x\n",
    "api/a.txt": "a" * 1000,
    "jobs/j.txt": "j" * 200,
    "web/Dockerfile": "FROM a\nCOPY . .\n",
    "web/w.txt": "w" * 5000,
    "web/.dockerignore": "*.log\n",
    "web/debug.log": "l" * 300,
    "tool/Dockerfile": "FROM a\nCOPY t.txt .\n",
    "tool/t.txt": "t" * 10,
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def analyzed(root: Path, why: tuple[str, ...] = ()) -> RepositoryAnalysis:
    return analyze_builds(ctxsize.builds(str(root)), Builder.BUILDKIT, newest(), Selection(), processes=1, why=why)


def test_same_builds_are_one_and_the_largest_comes_first(repository: Path) -> None:
    found = analyzed(repository)
    assert [build.names for build in found.builds] == [
        ("web", "worker"),
        ("api",),
        ("jobs",),
        ("tool/Dockerfile",),
        ("broken",),
        ("far",),
        ("gone",),
    ]
    assert [one.name for one in found.inactive] == ["dev"]
    assert [build.is_guessed for build in found.builds] == [False, False, False, True, False, False, False]


def test_what_is_elsewhere_or_refused_says_why(repository: Path) -> None:
    rows = {build.names[0]: (build.why_not, build.elsewhere) for build in analyzed(repository).builds if build.why_not}
    assert rows["far"][0].startswith("The context is remote")
    assert "submodule" in rows["gone"][0]
    assert "Nope" in rows["broken"][0]
    assert [elsewhere for _, elsewhere in rows.values()] == [False, True, True]


def test_each_is_what_it_is_alone(repository: Path) -> None:
    for build in analyzed(repository).builds:
        if build.analysis is None:
            continue
        request = request_of(build.definitions[0], Builder.BUILDKIT, newest())
        alone = analyze_request(request, Selection(), processes=1)
        # Of builds that share an ignore file, the first alone looks for what the builders do otherwise.
        assert build.analysis.replace(differences=()) == alone.replace(differences=())


def test_builds_of_one_root_share_one_walk(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []
    plain = DiskSource.listing

    def listing(self: DiskSource, path: str) -> Sequence[Item]:
        listed.append(f"{self.root}/{path}")
        return plain(self, path)

    monkeypatch.setattr(DiskSource, "listing", listing)
    analyzed(repository)
    top = str(repository)
    assert listed.count(f"{top}/") == 1
    assert listed.count(f"{top}/api") == 1


def test_why_is_answered_by_the_builds_that_have_the_path(repository: Path) -> None:
    found = analyzed(repository, why=(str(repository / "web/debug.log"),))
    answers = {build.names[0]: build.analysis.why for build in found.builds if build.analysis is not None}
    assert [why.path for why in answers["web"]] == ["debug.log"]
    assert answers["web"][0].excluded
    assert answers["tool/Dockerfile"] == ()


def test_the_api_gives_frozen_verdicts(repository: Path) -> None:
    found = ctxsize.analyze_all(str(repository), processes=1)
    assert isinstance(found, ctxsize.RepositoryReport)
    assert found.transfer_bytes == sum(build.bytes for build in found.builds) > 6000
    assert int(found.exit_code) == 3  # "broken" has no Dockerfile; what is elsewhere counts for nothing
    with pytest.raises(AttributeError):
        found.builds = ()  # type: ignore[misc]


def test_the_dockerfile_of_the_path_itself_is_no_guess(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a\nCOPY . .\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "Dockerfile").write_text("FROM a\nCOPY x .\n")
    found = ctxsize.analyze_all(str(tmp_path))
    assert {build.names[0]: build.is_guessed for build in found.builds} == {"Dockerfile": False, "sub/Dockerfile": True}


def test_linked_builds_are_loaded_whether_used_or_not(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(
        "services:\n  a: {build: {context: a, additional_contexts: {b: 'service:b'}}}\n  b: {build: b}\n"
    )
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text("FROM x\nCOPY f .\n")
        (tmp_path / name / "f").write_text(name * 100)
    found = ctxsize.analyze_all(str(tmp_path / "compose.yaml"))
    assert {build.names[0]: build.bytes > 100 for build in found.builds} == {"a": True, "b": True}
