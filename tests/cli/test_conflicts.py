"""What would have no effect beside another option is refused, and what goes together is not."""

from __future__ import annotations

import pytest

from ctxsize.cli import fast_parser
from ctxsize.errors import ExitCode, UsageError


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("-f A -f B", "--file is given twice, but takes one value. Give it once."),
        ("-f A --file A", "--file is given twice, but takes one value. Give it once."),
        ("--target a --target b --target c", "--target is given 3 times, but takes one value. Give it once."),
        ("--top 1 --top 2", "--top is given twice, but takes one value. Give it once."),
        ("--color always --color never", "--color is given twice, but takes one value. Give it once."),
        ("--budget 1MB --budget 2MB", "--budget is given twice, but takes one value. Give it once."),
        (
            "--fix --diff",
            "--fix writes the ignore file, --diff only shows what it would write. Leave one of them out.",
        ),
        (
            "--ref a --compare b",
            "--ref analyzes one commit, --compare what HEAD adds to another. Leave one of them out.",
        ),
        ("--list --why x", "--why has no effect with --list. Leave one of them out."),
        ("--why x --list", "--why has no effect with --list. Leave one of them out."),
        ("--list --top 3", "--top has no effect with --list. Leave one of them out."),
        ("--list --budget 1MB", "--budget has no effect with --list. Leave one of them out."),
        ("--list --select CTX1", "--select has no effect with --list. Leave one of them out."),
        ("--list --quiet", "--quiet has no effect with --list. Leave one of them out."),
        ("--list --format json -o a", "--output has no effect with --list. Leave one of them out."),
        ("--list --tidy", "--tidy has no effect with --list. Leave one of them out."),
        ("--list --fix", "--list has no effect with --fix. Leave one of them out."),
        ("--diff --why x", "--why has no effect with --diff. Leave one of them out."),
        ("--fix --ref HEAD", "--ref has no effect with --fix. Leave one of them out."),
        ("--fix --compare main", "--compare has no effect with --fix. Leave one of them out."),
        ("--fix --top 3", "--top has no effect with --fix. Leave one of them out."),
        ("--why x --top 3", "--top has no effect with --why. Leave one of them out."),
        ("--why x --quiet", "--quiet has no effect with --why. Leave one of them out."),
        ("--null", "--null goes with --list. Add it, or leave --null out."),
        ("--excluded", "--excluded goes with --list. Add it, or leave --excluded out."),
        ("--style allow", "--style goes with --fix or --diff. Add one of them, or leave --style out."),
        ("--unsafe-fixes", "--unsafe-fixes goes with --fix or --diff. Add one of them, or leave --unsafe-fixes out."),
        ("--list --format html", "--list can't be written as --format html. Use --format text or json."),
        ("--fix --format sarif", "--fix can't be written as --format sarif. Use --format text or json."),
        ("--list -0 --format json", "--null has no effect on --format json. Leave one of them out."),
        ("--list --excluded --format json", "--excluded has no effect on --format json. Leave one of them out."),
        ("--why x --format html", "--why has no effect on --format html. Leave one of them out."),
        ("--quiet --format json", "--quiet has no effect on --format json. Leave one of them out."),
        ("--full --quiet", "--full shows everything, --quiet only what fails. Leave one of them out."),
        (
            "--statistics --full",
            "--statistics replaces the report, --full is the long report. Leave one of them out.",
        ),
        (
            "--statistics -q",
            "--statistics counts all findings, --quiet shows only what fails. Leave one of them out.",
        ),
        ("--color always --no-color", "--no-color is --color never. Leave one of them out."),
        ("--statistics --format json", "--statistics has no effect on --format json. Leave one of them out."),
        ("--full --format concise", "--full has no effect on --format concise. Leave one of them out."),
        ("--top 3 --format sarif", "--top has no effect on --format sarif. Leave one of them out."),
    ],
)
def test_what_would_have_no_effect_is_refused(line: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        fast_parser.parse(line.split())
    assert str(refused.value) == said
    assert refused.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize(
    "line",
    [
        "",
        "--build-arg A=1 --build-arg A=2 --why a --why b --select CTX1 --select CTX2",
        "--quiet --quiet --no-progress --no-progress --progress",
        "--list -0 --excluded --no-progress --color never --builder legacy --ref HEAD -f A --target b",
        "--list --format json --platform linux/amd64",
        "--fix --style allow --tidy --unsafe-fixes --source rules --select CTX1 --budget 1MB --format json -o a",
        "--why x --format json --top 3",
        "--why x --budget 1MB --fail-on never --no-excluded",
        "--why x --format text --format html -o a",
        "--quiet --format ci --format sarif -o a --top 3",
        "--compare main --max-growth 1% --baseline a --write-baseline",
    ],
)
def test_what_goes_together_is_taken(line: str) -> None:
    assert fast_parser.parse(line.split()) is not None
