"""What the client reports of a build."""

from __future__ import annotations

import base64
import json

from ctxsize.prove.buildlog import BuildLog, read_log


def log(*documents: object, indent: int | None = None) -> BuildLog:
    return read_log(
        "\n".join(each if isinstance(each, str) else json.dumps(each, indent=indent) for each in documents).encode()
    )


def vertex(digest: str, name: str, **more: object) -> dict[str, object]:
    return {"vertexes": [{"digest": digest, "name": name, **more}]}


def printed(digest: str, text: str) -> dict[str, object]:
    return {"logs": [{"vertex": digest, "data": base64.b64encode(text.encode()).decode()}]}


def test_reports_on_one_line_and_on_several_are_read_alike() -> None:
    documents = [
        vertex("1", "[b 2/3] RUN make"),
        printed("1", "one\n"),
        printed("1", "two\n"),
        vertex("1", "[b 2/3] RUN make", completed="now"),
        "WARNING: something",
    ]
    for indent in (None, 2):
        found = log(*documents, indent=indent)
        step = found.steps[0]
        assert (step.name, step.stage, step.log, step.done, step.cached) == ("RUN make", "b", "one\ntwo\n", True, False)
        assert found.said == ("WARNING: something",)


def test_stages_have_a_name_or_none_and_a_platform_is_none() -> None:
    names = [
        "[2/3] COPY . .",
        "[stage-1 1/2] FROM x@sha256:0",
        "[linux/arm64 b 2/2] RUN a",
        "[internal] load build context",
    ]
    found = log(*(vertex(str(number), name) for number, name in enumerate(names)))
    assert [(step.stage, step.name) for step in found.steps] == [
        ("", "COPY . ."),
        ("stage-1", "FROM x@sha256:0"),
        ("b", "RUN a"),
        ("", "[internal] load build context"),
    ]
    assert found.bases == {"FROM x@sha256:0"}
    assert [step.name for step in found.commands] == ["RUN a"]


def test_the_failed_step_is_the_one_with_an_error_of_its_own() -> None:
    found = log(
        vertex("1", "[2/3] COPY . .", error="context canceled"),
        vertex("2", "[3/3] RUN a", error="process did not complete: exit code: 1"),
        printed("2", "no such file: docs\n"),
        "ERROR: failed",
    )
    assert found.failed is not None
    assert found.failed.name == "RUN a"
    assert found.error == "no such file: docs\nprocess did not complete: exit code: 1"


def test_a_missing_secret_is_told_from_a_failure() -> None:
    said = log(vertex("1", "RUN a", error="secret npm: not found")).lacks_secret
    assert said.endswith("npm: not found")
    assert log(vertex("1", "RUN a", error="exit code: 1")).lacks_secret == ""


def test_commands_that_see_the_context_and_were_not_renewed_are_found() -> None:
    steps = [
        vertex("load", "[internal] load build context"),
        vertex("mark", "[b 2/4] COPY <<X /.again"),
        vertex("copy", "[b 3/4] COPY . .", inputs=["mark", "load"]),
        vertex("run", "[b 4/4] RUN a", inputs=["copy"]),
        vertex("old", "[c 2/2] RUN b", inputs=["load"]),
        vertex("apart", "[d 2/2] RUN c", inputs=[]),
    ]
    assert [step.name for step in log(*steps).not_renewed("/.again")] == ["RUN b"]


def test_what_is_no_report_is_kept_as_it_was_said() -> None:
    found = read_log(
        b'garbage \xff\n{"vertexes": [{"digest": "1", "name": "x"}]}\n[1]\n{"logs": [{"vertex": "1", "data": "!"}]}'
    )
    assert len(found.steps) == 1
    assert found.said[0].startswith("garbage")
