"""A Compose file's text as values: keys, merge keys, aliases, documents, and what is reset."""

from __future__ import annotations

from typing import Any

import pytest

from ctxsize.errors import ProjectError
from ctxsize.project.compose.document import Document, read_documents
from ctxsize.project.compose.sections import Shown

FILE = "/p/compose.yaml"


def documents(text: str | bytes) -> list[Document]:
    return list(read_documents(text.encode() if isinstance(text, str) else text, FILE, Shown("/p")))


def value(text: str | bytes) -> Any:  # noqa: ANN401 (any option, any value)
    (document,) = documents(text)
    return document.value


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a: {b: [1, x, ~]}\n", {"a": {"b": [1, "x", None]}}),
        ('{"a": "1"}', {"a": "1"}),
        ("\ufeffa: 1\r\n", {"a": 1}),
        ("a: 1\n...\n", {"a": 1}),
        ("--- \na: 1\n", {"a": 1}),
        ("a:\tb\n", {"a": "b"}),
        ("a: |\n  x\n  y\nb: >-\n  x\n  y\n", {"a": "x\ny\n", "b": "x y"}),
        ("yes: on\nno: off\n", {"yes": "on", "no": "off"}),
        ("d: &d {k: 1, l: 2}\na: {l: 3, <<: *d}\nb: {<<: *d, l: 3}\n",
         {"d": {"k": 1, "l": 2}, "a": {"l": 3, "k": 1}, "b": {"l": 3, "k": 1}}),
        ("a: {<<: [{k: 1, l: 2}, {k: 3, m: 4}]}\n", {"a": {"k": 1, "l": 2, "m": 4}}),
        ("l: &l [{k: 1}]\na: {<<: *l}\n", {"l": [{"k": 1}], "a": {"k": 1}}),
        ("d: &d {k: {x: 1}}\na: {<<: *d, k: {y: 2}}\n", {"d": {"k": {"x": 1}}, "a": {"k": {"y": 2}}}),
        ("a: {<<: {}, k: 1}\n", {"a": {"k": 1}}),
        ('a: {"<<": {k: 1}}\n', {"a": {"<<": {"k": 1}}}),
        ("a: &x 1\nb: &x 2\nc: *x\n", {"a": 1, "b": 2, "c": 2}),
        ("&k a: 1\nb: *k\n", {"a": 1, "b": "a"}),
        ("a: !mine {k: !other 5}\n", {"a": {"k": "5"}}),
    ],
)  # fmt: skip
def test_values(text: str, made: object) -> None:
    assert value(text) == made


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\na: 2\n", ":2: key 'a' is already defined in line 1."),
        ("a:\n  1: x\n  '1': y\n", ":3: key '1' is already defined in line 2."),
        ("a: {<<: {k: 1}, <<: {l: 1}}\n", ":1: key '<<' is already defined in line 1."),
        ("a:\n\tb: 1\n", ":2: "),
        ('"\\e[1m": 1\n"\\e[1m": 2\n', ":2: key '\\x1b[1m' is already defined in line 1."),
        ("a: *no\n", ":1: unknown anchor 'no' referenced."),
        ("a:\n  1: x\n", ":2: the key '1' in a is not a text; put quotes around it."),
        ("true: x\n", ":1: the key 'true' in the top level is not a text; put quotes around it."),
        ("2024-01-01: x\n", ":1: the key '2024-01-01'"),
        ("? [a]\n: x\n", ":1: the key a collection"),
        ("a: {<<: 1}\n", ":1: a merge key (<<) needs a mapping or a list of mappings."),
        ("a: {<<: ~}\n", ":1: a merge key (<<) needs a mapping or a list of mappings."),
        ("a: &a {b: *a}\n", ":1: an anchor's value contains itself."),
        ("a: &a [*a]\n", ":1: an anchor's value contains itself."),
        ("a: &a {<<: *a}\n", ":1: an anchor's value contains itself."),
        ("a: !!int x\n", ":1: 'x' is not a !!int."),
        ("a: .inf\n", ":1: .inf can't be a value here."),
        ("a: [1\n", ":2: "),
        (b"a: \xff\n", ": "),
        (b"a: \x00\n", ": "),
        ("a: " + "[" * 200, ":1: this is nested more than 100 levels deep."),
        ("a: " + "{a: " * 100_000, ":1: this is nested more than 100 levels deep."),
    ],
)  # fmt: skip
def test_a_flaw_is_told_with_its_line(text: str | bytes, says: str) -> None:
    with pytest.raises(ProjectError) as caught:
        documents(text)
    assert str(caught.value).startswith("compose.yaml" + says)
    assert str(caught.value).endswith(".")


def test_aliases_of_aliases_are_refused_in_time() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]" for number in range(1, 12)]
    with pytest.raises(ProjectError, match="once its aliases are followed"):
        documents("\n".join(lines))


def test_too_many_nodes_are_refused() -> None:
    with pytest.raises(ProjectError, match="more than 200000 nodes"):
        documents("a: [" + "1," * 1_000_000 + "]\n")


def test_each_document_is_its_own() -> None:
    assert [document.value for document in documents("a: &x 1\n---\nb: 2\n--- ~\n")] == [{"a": 1}, {"b": 2}, None]
    with pytest.raises(ProjectError, match="unknown anchor"):
        documents("a: &x 1\n---\nb: *x\n")


@pytest.mark.parametrize(
    ("text", "made", "resets"),
    [
        ("a: {b: !reset x, c: 1}\n", {"a": {"c": 1}}, {("a", "b")}),
        ("a: !override {b: 1}\n", {"a": {"b": 1}}, {("a",)}),
        ("a: !override {b: !reset x}\n", {"a": {"b": "x"}}, {("a",)}),
        ("a: [!reset x, y]\n", {"a": ["y"]}, set()),
        ("d: &d {b: !reset x, c: 1}\na: {<<: *d}\n", {"d": {"c": 1}, "a": {"c": 1}}, {("d", "b"), ("a", "b")}),
        ("d: &d !reset x\na: {b: *d}\n", {"a": {}}, {("d",), ("a", "b")}),
        ("1: !reset x\n", {}, {("1",)}),
    ],
)
def test_what_is_reset(text: str, made: object, resets: set[tuple[str, ...]]) -> None:
    (document,) = documents(text)
    assert document.value == made
    assert set(document.resets) == resets
