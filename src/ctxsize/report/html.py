"""The report as one HTML file: nothing is loaded from elsewhere, and names from strangers stay text."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from ctxsize.display.escaping import broken, printable
from ctxsize.record import Record
from ctxsize.report.figures import buildkit_size, contents, count, name_of, not_compared, signed, size_by
from ctxsize.report.page.data import page_data
from ctxsize.report.page.facts import NOTHING, Facts
from ctxsize.report.place import placed
from ctxsize.report.rendering import PLAIN, Rendering
from ctxsize.rules.finding import Severity
from ctxsize.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from ctxsize.builder import Builder
    from ctxsize.context.entry import Totals
    from ctxsize.gate.budget import Check, Contributor
    from ctxsize.report import Report
    from ctxsize.rules.finding import Finding

_BUDGET_STEPS = (1, 2, 5)
PROGRAM = "ctxsize"


class BuildOfPage(Record):
    """One of the builds of a page: its name, and its report with how to render it, or why there is none.

    ``guess`` says why the context is taken for what it is, empty where a file says it.
    """

    name: str
    report: Report | None
    rendering: Rendering = PLAIN
    why_not: str = ""
    guess: str = ""


def write(report: Report, stream: TextIO, rendering: Rendering = PLAIN) -> None:
    """Write the page of one build."""
    facts = rendering.facts or NOTHING
    stream.write(_page([_build(report, rendering, 0)], facts))


def write_several(builds: Sequence[BuildOfPage], stream: TextIO, gate: Sequence[Check], title: str) -> None:
    """Write one page of several builds; ``gate`` are the limits that they are held to together."""
    rows = [
        _build(one.report, one.rendering, number, one.name, one.guess)
        if one.report is not None
        else {"number": number, "name": one.name, "report": None, "why_not": one.why_not, "data": {}}
        for number, one in enumerate(builds)
    ]
    known = [one.rendering.facts for one in builds if one.rendering.facts is not None]
    facts = known[0].replace(place="") if known else NOTHING.replace(project=title)
    # What stands for a path of this machine is the same for all of them, but for the context roots.
    neutral = dict.fromkeys(pair for each in known for pair in each.neutral)
    ordered = tuple(sorted(neutral, key=lambda pair: -len(pair[0])))
    stream.write(_page(rows, facts.replace(neutral=ordered, command=f"{PROGRAM} --all --format html"), gate))


def _asset(name: str) -> str:
    return (files("ctxsize.report.page") / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _page(builds: list[dict[str, Any]], facts: Facts, gate: Sequence[Check] = ()) -> str:
    """Return the page; it may run its own script and style, and may fetch nothing, whatever a name tries."""
    style = _asset("page.css")
    script = f"{_asset('d3-hierarchy.min.js')}\n{_asset('page.js')}"
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    shown = [build for build in builds if build["report"] is not None]
    data = {
        "builds": [{"number": build["number"], "name": printable(build["name"]), **build["data"]} for build in shown]
    }
    text = (
        _environment()
        .get_template("page.html")
        .render(
            builds=builds,
            first=shown[0]["number"] if shown else 0,
            facts=facts,
            gate=gate,
            title=f"Build context of {printable(facts.project or 'a build')}",
            policy=policy,
            data=_json(data),
            version=__version__,
        )
    )
    for path, instead in facts.neutral:
        text = text.replace(path, instead)
    # What is hashed comes last. No name can hold these marks, as all that is shown is escaped.
    text = text.replace("<style></style>", f"<style>{style}</style>", 1)
    return text.replace("<script></script>", f"<script>{script}</script>", 1)


def _json(data: dict[str, Any]) -> str:
    """Return JSON that can stand in a script element: no markup begins in it, no command of a CI system, and it is ASCII."""
    from json import dumps  # noqa: PLC0415 (nothing else of the page needs it)

    text = dumps(data, separators=(",", ":"))
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return broken(text, "\\u0023")


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "shown": printable,
        "size": buildkit_size,
        "printed": _printed,
        "contents": contents,
        "count": count,
        "signed": signed,
        "name_of": name_of,
        "received": _received,
        "since": _since,
        "left": not_compared,
        "suggested_budget": _suggested_budget,
        "place_of": lambda finding: printable(finding.path) + (f":{finding.line}" if finding.line else ""),
    }
    return environment


def _build(report: Report, rendering: Rendering, number: int, name: str = "", guess: str = "") -> dict[str, Any]:
    facts = rendering.facts or NOTHING
    failed = int(report.exit_code) != 0
    budgets = [check for check in report.gate if check.passed is not None]
    return {
        "number": number,
        "guess": guess,
        "name": name or facts.project or report.dockerfile,
        "report": _without_absolute_names(report, rendering),
        "fix": facts.fix,
        "why_no_fix": facts.why_no_fix or "not worked out",
        "stamp": "fail" if failed else "pass" if budgets else "none",
        "verdict": "FAIL" if failed else "PASS" if budgets else "No budget set",
        "gate_words": _gate_words(report),
        "groups": _groups(report.findings, rendering),
        "extra": _extra(report),
        "data": page_data(report, facts),
    }


def _without_absolute_names(report: Report, rendering: Rendering) -> Report:
    """Return the report with its files as seen from the repository, where they were given from elsewhere."""
    ignore_file = report.ignore_file
    return report.replace(
        dockerfile=placed(rendering, report.dockerfile) if report.dockerfile.startswith("/") else report.dockerfile,
        ignore_file=placed(rendering, ignore_file) if ignore_file and ignore_file.startswith("/") else ignore_file,
    )


def _gate_words(report: Report) -> str:
    failed = sum(check.passed is False for check in report.gate)
    if failed:
        return f"{count(failed, 'limit')} of {len(report.gate)} failed"
    if int(report.exit_code):
        return "findings fail the gate"
    passed = sum(check.passed is True for check in report.gate)
    return f"{count(passed, 'limit')} kept" if passed else "nothing can fail"


def _groups(findings: Iterable[Finding], rendering: Rendering) -> list[dict[str, Any]]:
    """Return the findings by rule, the worst first, then the largest."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule.code, []).append(finding)
    groups = [
        {
            "code": code,
            "name": found[0].rule.name,
            "severity": min((one.severity for one in found), key=lambda level: level.rank).value,
            "bytes": sum(one.bytes for one in found),
            "findings": sorted(found, key=lambda one: -one.bytes),
            "page": rendering.pages.get(code, ""),
        }
        for code, found in by_rule.items()
    ]
    return sorted(groups, key=lambda group: (Severity(group["severity"]).rank, -group["bytes"], group["code"]))


def _extra(report: Report) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the small tables that few builds have: title, words, rows."""
    return [
        (
            "Named contexts",
            "",
            [
                (
                    f"{row.name} = {row.location}",
                    f"{buildkit_size(row.received.transfer_bytes)}, {contents(row.received)}"
                    if row.local and row.used
                    else "used by nothing"
                    if row.local
                    else "not a directory: no client sends it",
                )
                for row in report.named
            ],
        ),
        (
            "By platform",
            "",
            [
                (", ".join(load.platforms), f"{buildkit_size(load.totals.transfer_bytes)}, {contents(load.totals)}")
                for load in report.platforms
            ],
        ),
        (
            "Received by one builder only",
            "",
            [(each.path, f"only {name_of(each.only)}: {each.why}") for each in report.differences],
        ),
        (
            "Arrive empty",
            "BuildKit announces these files and sends no content",
            [(path, buildkit_size(size)) for path, size in report.arrives_empty],
        ),
        ("Not measured", "", list(report.unreadable)),
    ]


def _received(report: Report) -> str:
    return size_by(report.builder, report.received.transfer_bytes) if report.asked else "nothing"


def _printed(totals: Totals, builder: Builder) -> str:
    """Return the number that Docker prints for what a builder receives."""
    return size_by(builder, totals.transfer_bytes)


def _since(part: Contributor) -> str:
    if part.before is None or part.before == part.bytes:
        return ""
    return "new" if part.before == 0 else signed(part.bytes - part.before)


def _suggested_budget(report: Report) -> str:
    """Return a round size a little above what is received."""
    size, unit = max(report.received.transfer_bytes, 1), 1
    while True:
        for step in _BUDGET_STEPS:
            if step * unit >= size:
                return buildkit_size(step * unit).replace(".00", "")
        unit *= 10
