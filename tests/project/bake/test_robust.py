"""Whatever stands in a Bake file, the answer is builds or a sentence, and it comes soon."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as draw

from ctxsize.errors import CtxsizeError
from tests.project.bake.files import bake
from tests.project.bake.generated import Generator

WORDS = [
    "target", "group", "variable", "function", '"default"', '"a"', "{", "}", "[", "]", "(", ")", "=", ",", "\n", "\n", "a", "b",
    "args", "matrix", "name", "inherits", "targets", "default", "params", "result", "for", "in", "if", ":", "=>", "...", "?", "${",
    '"', "%{", "~}", "~", "*", ".", "0", "1e9", "-", "!", "&&", "==", "null", "true", "<<E\n", "E\n", "#", "/*", "*/", "\\", "é",
    "\ufeff", "\r", "\t", "try", "upper", "range", "$", "\udcff", "target.a.args", "1.5.5",
]  # fmt: skip


def ends_well(files: dict[str, str]) -> None:
    try:
        bake("", more=files, targets=["*"])
    except CtxsizeError as error:
        assert str(error)  # noqa: PT017 (an error is one of two good ends)


@settings(max_examples=100, deadline=None)
@given(draw.lists(draw.sampled_from(WORDS), max_size=60))
def test_any_words(words: list[str]) -> None:
    ends_well({"docker-bake.hcl": " ".join(words).encode("utf-8", "replace").decode()})


@settings(max_examples=20, deadline=None)
@given(draw.integers(min_value=0, max_value=10**6), draw.data())
def test_generated_files_with_something_changed(seed: int, data: draw.DataObject) -> None:
    files = {entry["path"]: entry["content"] for entry in Generator(seed).case()["tree"]}
    name = data.draw(draw.sampled_from(sorted(files)))
    at = data.draw(draw.integers(min_value=0, max_value=len(files[name])))
    files[name] = files[name][:at] + data.draw(draw.sampled_from(WORDS[:-8])) + files[name][at:]
    ends_well(files)


JSON = draw.recursive(
    draw.none()
    | draw.booleans()
    | draw.integers()
    | draw.floats(allow_nan=False, allow_infinity=False)
    | draw.sampled_from(["a", "${a}", "${", "x"]),
    lambda inner: (
        draw.lists(inner, max_size=3)
        | draw.dictionaries(
            draw.sampled_from(["target", "group", "variable", "default", "args", "matrix", "name", "//", "a"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None)
@given(JSON)
def test_any_json(document: object) -> None:
    ends_well({"docker-bake.json": json.dumps(document)})
