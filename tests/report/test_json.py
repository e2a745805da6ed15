"""The JSON format is what Python's own writer makes of the same data."""

from __future__ import annotations

import io
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ctxsize.report.json import dump

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text('a"\\é\x00\udc80\n/ '),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('a"é ', max_size=3), inner, max_size=3),
)


@given(st.dictionaries(st.text("ab"), VALUES, max_size=3))
def test_a_document_is_written_as_by_the_standard_library(data: dict[str, Any]) -> None:
    stream = io.StringIO()
    dump(data, stream)
    assert stream.getvalue() == json.dumps(data, indent=2) + "\n"


def test_a_command_to_a_log_is_escaped() -> None:
    stream = io.StringIO()
    dump({"path": "##vso[x]"}, stream)
    assert "##" not in stream.getvalue()
    assert json.loads(stream.getvalue()) == {"path": "##vso[x]"}
