"""Bake files in JSON."""

from __future__ import annotations

import json

import pytest

from ctxsize.errors import ProjectError
from tests.project.bake.files import bake


def built(document: object, **env: str) -> dict[str, object]:
    text = document if isinstance(document, str) else json.dumps(document)
    return {name: dict(build.args) for name, build in bake("", more={"docker-bake.json": text}, env=env).items()}


def target(**arguments: object) -> dict[str, object]:
    return {"target": {"default": arguments}}


def test_texts_are_templates_and_so_are_keys() -> None:
    document = {
        "variable": {"V": {"default": "v"}},
        **target(args={"${V}x": "${upper(V)}", "$${a}": "%{ if true }y%{ endif }"}),
    }
    assert built(document) == {"default": {"vx": "V", "${a}": "y"}}


def test_numbers_and_words() -> None:
    assert built(target(args={"A": 1.50, "B": True, "C": None, "D": 1e21})) == {
        "default": {"A": "1.5", "B": "true", "D": "1" + "0" * 21}
    }


def test_blocks_in_lists_and_comments() -> None:
    document = {
        "//": "x",
        "target": [{"default": {"//": "y", "args": {"A": "1"}}}, {"default": [{"args": {"B": "2"}}, {}]}],
    }
    assert built(document) == {"default": {"A": "1", "B": "2"}}


def test_types_functions_and_validation() -> None:
    document = {
        "variable": {
            "L": {"type": "list(string)", "validation": {"condition": "${length(L) > 0}", "error_message": "no"}}
        },
        "function": {"f": {"params": ["x"], "variadic_params": "r", "result": "${x}!"}},
        **target(args={"A": '${f(join(",", L))}'}),
    }
    assert built(document, L="a,b") == {"default": {"A": "a,b!"}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"target": }',
        '{"a": 1,}',
        '{"a" 1}',
        "{'a': 1}",
        '{"a": 01}',
        '{"a": NaN}',
        '{"a": "\t"}',
        '{"a": 1} x',
        '{"target": {}}',
        '{"target": "x"}',
        '{"target": {"default": 5}}',
        '{"target": {"default": {"context": "a", "context": "b"}}}',
        '{"target": {"default": {"args": {"A": "1", "A": "2"}}}}',
        '{"target": {"default": {"args": {"A": "${"}}}}',
        '{"V": 1, "V": 2, "target": {"default": {}}}',
        '{"function": {"f": {"params": [], "result": 1, "x": 2}}, "target": {"default": {}}}',
        "// x\n{}",
        '{"a":' * 5000,
        "[" * 100_000,
    ],
)
def test_what_is_refused(text: str) -> None:
    if not text:
        text = " "
    with pytest.raises(ProjectError, match=r"^docker-bake\.json:\d"):
        built(text)


def test_lines() -> None:
    with pytest.raises(ProjectError, match=r"^docker-bake\.json:4: "):
        built('{\n"target": {\n"default": {\n"args": {"A": "${nope}"}}}}')
