"""Several builds held to limits: one exit code, and a guess that neither fails nor passes."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize
from ctxsize.analysis.repository import AnalyzedBuild, analyze_builds
from ctxsize.builder import Builder
from ctxsize.dockerfile.engine import newest
from ctxsize.errors import ExitCode
from ctxsize.gate.budget import Budget, Limit
from ctxsize.gate.gate import Limits
from ctxsize.gate.repository import BuildLimits, RepositoryVerdict, gate_all
from ctxsize.rules.selection import Selection

COMPOSE = "services:\n  web: {build: web}\n  api: {build: api}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name, size in (("web", 5000), ("api", 1000), ("tool", 9000)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text("FROM a\nCOPY f.txt .\n")
        (tmp_path / name / "f.txt").write_text("x" * size)
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    return tmp_path


def held(root: Path, *budgets: Budget, total: str | None = None, named: str | None = None) -> RepositoryVerdict:
    found = analyze_builds(ctxsize.builds(str(root)), Builder.BUILDKIT, newest(), Selection(), processes=1)

    def limits_of(build: AnalyzedBuild) -> BuildLimits:
        assert build.analysis is not None
        services = tuple(one.name for one in build.definitions if one.guess is None)
        return BuildLimits(
            limits=Limits(
                budgets=budgets,
                names=build.names,
                services=services,
                dockerfile=f"{build.analysis.root}/{build.analysis.dockerfile}",
            )
        )

    wanted = [Limit.of_size("max-size", total)] if total is not None else []
    return gate_all(found, limits_of, wanted, named=lambda build: named in build.names)


def most(size: str, **where: str) -> Budget:
    return Budget(origin="--budget", limits=(Limit.of_size("max-size", size),), **where)


def rows(found: RepositoryVerdict) -> dict[str, list[bool | None]]:
    return {build.names[0]: [row.passed for row in build.report.gate] for build in found.builds if build.report}


def test_each_build_is_held_and_a_guess_is_skipped(repository: Path) -> None:
    found = held(repository, most("3kB"))
    assert rows(found) == {"tool/Dockerfile": [None], "web": [False], "api": [True]}
    assert found.exit_code is ExitCode.GATE_FAILED
    assert found.unmet == ()


def test_a_limit_that_passes_everywhere_passes_though_a_guess_is_larger(repository: Path) -> None:
    assert held(repository, most("7kB")).exit_code is ExitCode.CLEAN


def test_a_budget_of_one_service_is_no_row_of_others(repository: Path) -> None:
    found = held(repository, most("3kB", service="api"))
    assert rows(found) == {"tool/Dockerfile": [], "web": [], "api": [True]}
    assert found.gate == ()


def test_budgets_can_be_for_a_context_or_a_build(repository: Path) -> None:
    context = str((repository / "web").resolve())
    assert rows(held(repository, most("3kB", context=context)))["web"] == [False]
    assert rows(held(repository, most("3kB", build="api")))["api"] == [True]


def test_a_budget_for_no_build_is_said_to_be_skipped(repository: Path) -> None:
    (row,) = held(repository, most("3kB", service="nope")).gate
    assert row.passed is None
    assert "no build" in row.message


@pytest.mark.parametrize("budget", [most("1MB", build="tool/Dockerfile"), most("1B", build="tool/Dockerfile")])
def test_a_limit_that_only_a_guess_could_meet_ends_with_usage(repository: Path, budget: Budget) -> None:
    found = held(repository, budget)
    assert found.unmet == (f"max-size {budget.limits[0].text} of tool/Dockerfile",)
    assert found.exit_code is ExitCode.USAGE


def test_the_total_is_of_all_that_is_stated(repository: Path) -> None:
    (row,) = held(repository, total="3kB").gate
    assert (row.check, row.passed) == ("max-total", False)
    assert 6000 < row.measured < 7000
    assert [part.path for part in row.contributors] == ["web"]
    assert "without 1 build whose context no file states" in row.message
    assert held(repository, total="8kB").exit_code is ExitCode.CLEAN


def test_a_total_of_guesses_alone_is_unmet(repository: Path) -> None:
    (repository / "compose.yaml").unlink()
    found = held(repository, total="1GB")
    assert found.unmet == ("the total of 1GB",)
    assert found.exit_code is ExitCode.USAGE


def test_the_worst_exit_code_counts(repository: Path) -> None:
    (repository / "compose.yaml").write_text(f"{COMPOSE}  bad: {{build: {{context: web, dockerfile: Nope}}}}\n")
    assert held(repository, most("3kB")).exit_code is ExitCode.NOT_ANALYZED


@pytest.mark.parametrize("context", ["https://example.com/o/r.git", "shop"])
def test_what_is_elsewhere_counts_only_when_named(repository: Path, context: str) -> None:
    (repository / "compose.yaml").write_text(f"{COMPOSE}  far: {{build: '{context}'}}\n")
    assert held(repository).exit_code is ExitCode.CLEAN
    assert held(repository, named="far").exit_code is ExitCode.NOT_ANALYZED


def test_a_guess_that_the_builder_refuses_fails_nothing(repository: Path) -> None:
    (repository / "tool" / "Dockerfile").write_text("FROM a\nNONSENSE\n")
    found = held(repository)
    assert [build.names[0] for build in found.builds if build.why_not] == ["tool/Dockerfile"]
    assert found.exit_code is ExitCode.CLEAN
