"""The planted faults of secrets, ignore files and limits are found, each of them, and nothing else of these families."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import ctxsize
from testdata.projects import make

FAMILIES = ("CTX1", "CTX2", "CTX3", "CTX405", "CTX5")
BUILDS = [(name, build) for name in make.names() for build in make.load(name)["build"]]


def planted(name: str, build: dict[str, Any]) -> set[tuple[str, str]]:
    """By code and path, the faults of one build with BuildKit, paths from the project's root."""
    spec = make.load(name)
    return {
        (fault["code"], fault["path"])
        for fault in spec.get("fault", ())
        if fault.get("dockerfile", spec["build"][0]["dockerfile"]) == build["dockerfile"]
        and fault.get("builder", "buildkit") == "buildkit"
        and fault["code"].startswith(FAMILIES)
        and fault["code"] != "CTX113"
    }


@pytest.mark.parametrize(("name", "build"), BUILDS, ids=[f"{name}-{build['dockerfile']}" for name, build in BUILDS])
def test_all_planted_faults_and_no_others(made: Path, name: str, build: dict[str, Any]) -> None:
    root = made / name
    context = root / build.get("context", "")
    report = ctxsize.analyze(str(context), dockerfile=str(root / build["dockerfile"]), target=build.get("target"))
    found = {
        (finding.rule.code, Path(build.get("context", ""), finding.path).as_posix())
        for finding in report.findings
        if finding.rule.code.startswith(FAMILIES) and finding.rule.code != "CTX113"
    }
    assert found == planted(name, build)
    # What git ignores is one finding about all of it, wherever the plan says so of one place.
    told = [finding for finding in report.findings if finding.rule.code == "CTX113"]
    plan = [fault for fault in make.load(name).get("fault", ()) if fault["code"] == "CTX113"]
    assert len(told) == (1 if plan else len(told))


@pytest.mark.parametrize("name", make.names())
def test_lines_are_those_of_the_plan(made: Path, name: str) -> None:
    spec = make.load(name)
    first = spec["build"][0]
    report = ctxsize.analyze(
        str(made / name / first.get("context", "")), dockerfile=str(made / name / first["dockerfile"])
    )
    lines = {(finding.rule.code, finding.path, finding.line) for finding in report.findings}
    for fault in spec.get("fault", ()):
        if "line" in fault and fault["code"].startswith(FAMILIES) and not {"dockerfile", "builder"} & set(fault):
            assert (fault["code"], fault["path"], fault["line"]) in lines, fault
