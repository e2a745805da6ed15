"""``--fix`` never makes a source vanish: on builds that an engine has finished, and on the sample projects."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize
from ctxsize.build.request import Request
from ctxsize.errors import UsageError
from ctxsize.fix.block import FixOptions, Style
from ctxsize.fix.plan import propose
from testdata.projects import make
from tests.fix.fixed_cases import LOST, fix, fixable

CASES = fixable("usage", "edge")


@pytest.mark.parametrize("case", CASES[::6], ids=lambda case: case["id"])
def test_no_source_of_a_recorded_build_vanishes(case: dict[str, object]) -> None:
    for _, broken in fix(case):  # type: ignore[arg-type]
        assert not broken


@pytest.mark.parametrize("name", make.names())
def test_no_source_of_a_sample_vanishes(name: str, tmp_path: Path) -> None:
    root = make.make_project(name, tmp_path / name)
    for build in make.load(name)["build"]:
        context, dockerfile = str(root / build.get("context", "")), str(root / build["dockerfile"])
        before = lost(context, dockerfile)
        request = Request.of(context, "buildkit", dockerfile, build.get("target"), None, None)
        for style in Style:
            try:
                proposal = propose(request, FixOptions(style=style))
            except UsageError:  # an allow-list is refused where the whole context is taken
                continue
            file = Path(proposal.file)
            file.write_bytes(proposal.new)
            assert lost(context, dockerfile) <= before
            assert propose(request, FixOptions(style=style)).new == proposal.new
            file.write_bytes(proposal.old) if proposal.old else file.unlink()


def lost(context: str, dockerfile: str) -> set[str]:
    findings = ctxsize.analyze(context, dockerfile=dockerfile).findings
    return {finding.message for finding in findings if finding.rule.code in LOST}
