"""Answers of BuildKit's own packages: what its lexer, its parser and its conversion say of generated cases.

`testdata/conformance/dockerfile/README.md` says where they come from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ctxsize.dockerfile.engine import Engine
from ctxsize.dockerfile.parser.lines import LineReader
from ctxsize.dockerfile.parser.lint_options import lint_options
from ctxsize.dockerfile.parser.parse import parse, read_instructions
from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.usage import usage
from ctxsize.dockerfile.words.expand import expand_text, expansion, words
from ctxsize.golang.text import encode

RECORDED = Path(__file__).parents[2] / "testdata" / "conformance" / "dockerfile"
RECORDED_FROM = Engine.of("28.5")
# BuildKit counts the lines of a bad directive in its own way: from 0, or not at all.
WITHOUT_LINES = ("parser directive can be used", "invalid escape token")

Answer = dict[str, Any]


def recorded(name: str) -> Iterator[Answer]:
    with (RECORDED / name).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_word(answer: Answer) -> Answer:
    word, environment, escape = answer["word"], answer["environment"], answer["escape"]
    if answer["reading"] == "text":  # as in a here-document
        return {"text": expand_text(word, environment)}
    if answer["reading"] == "word":
        found = expansion(word, environment, escape)
        return {"text": found.text, "used": sorted(found.used), "unset": sorted(found.unset)}
    raw = answer["reading"] == "raw"  # as here-documents are looked for
    return {"words": words(word, environment, escape, raw_quotes=raw, raw_escapes=raw, keep_unset=raw)}


def differences(name: str, read: Callable[[Answer], Answer]) -> list[tuple[Answer, Answer]]:
    """Return the recorded answers that `read` does not give, each with what it gave."""
    different = []
    for answer in recorded(name):
        try:
            ours = read(answer)
        except RefusalError as refusal:
            ours = {"error": str(refusal), "line": refusal.line}
            same = "error" in answer and is_same_place(refusal.line, answer)
        else:
            same = "error" not in answer and ours == {key: answer[key] for key in ours}
        if not same:
            different.append((answer, ours))
    return different


def is_same_place(line: int | None, answer: Answer) -> bool:
    """Whether both name the same line, as far as both name one."""
    if not line or not answer.get("lines") or any(part in answer["error"] for part in WITHOUT_LINES):
        return True
    # What an ONBUILD holds is refused where it is written; BuildKit names the FROM that fires it.
    written = answer["dockerfile"].split("\n")[line - 1].lstrip("\ufeff \t").lower()
    return line in answer["lines"] or written.startswith("onbuild")


def test_words_are_read_as_buildkit_reads_them() -> None:
    assert differences("words.jsonl", read_word) == []


def read_file(answer: Answer) -> Answer:
    data = encode(answer["dockerfile"])
    reader = LineReader(data, RECORDED_FROM)
    instructions = [
        {
            "keyword": instruction.keyword.lower(),
            "flags": list(instruction.flags),
            "args": list(instruction.args),
            "json": instruction.json,
            "lines": [instruction.line, instruction.last_line],
            "heredocs": [
                {
                    "name": heredoc.name,
                    "content": heredoc.content,
                    "expand": heredoc.expand,
                    "chomp": heredoc.chomp,
                    "descriptor": heredoc.descriptor,
                }
                for heredoc in instruction.heredocs
            ],
        }
        for instruction in read_instructions(reader, "Dockerfile")
    ]
    return {"escape": reader.escape, "instructions": instructions}


def accept_file(answer: Answer) -> Answer:
    lint_options(parse(encode(answer["dockerfile"]), engine=RECORDED_FROM).check or "")
    return {}


def test_dockerfiles_are_cut_up_as_buildkit_cuts_them() -> None:
    readable = [answer for answer in recorded("dockerfiles.jsonl") if "instructions" in answer]
    assert len(readable) > 200
    assert [
        answer for answer in readable if read_file(answer) != {key: answer[key] for key in ("escape", "instructions")}
    ] == []


def test_dockerfiles_are_refused_where_buildkit_refuses_them() -> None:
    assert differences("dockerfiles.jsonl", accept_file) == []


def read_build(answer: Answer) -> Answer:
    dockerfile = parse(encode(answer["dockerfile"]), engine=RECORDED_FROM)
    lint_options(dockerfile.check or "")  # the packages were asked without checks, which can stop a build themselves
    found = usage(
        dockerfile.replace(engine=RECORDED_FROM.replace(labs=dockerfile.syntax is not None), check=None),
        target=answer["target"],
        build_args=answer["build_args"],
        platform=answer["platform"],
        named_contexts=answer["named_contexts"],
        allow=("network.host", "security.insecure"),  # the daemon asks for them, the packages do not
    )
    requests = [[request.context, request.paths and list(request.paths)] for request in found.requests]
    return {"requests": sorted(requests, key=repr)}


def test_builds_ask_for_the_paths_that_buildkit_asks_for() -> None:
    assert differences("builds.jsonl", read_build) == []
