"""The page about the builders says what was recorded."""

from __future__ import annotations

from tests.engine.builders import CASES, PAGE, page, table
from tests.engine.cases import Case, read_cases


def test_the_table_is_that_of_the_recorded_answers() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert page(text, read_cases([CASES])) == text


def test_a_row_names_what_arrives_and_how() -> None:
    case: Case = {
        "id": "builders-x",
        "question": "`COPY . /`",
        "tree": [],
        "args": [],
        "buildkit": {
            "ok": True,
            "error": None,
            "transferred": "2B",
            "transferred_bytes": 2,
            "received": [
                {"path": "Dockerfile", "type": "file", "size": 3},
                {"path": "d", "type": "dir", "size": 0},
                {"path": "d/a|b\n", "type": "file", "size": 0},
            ],
        },
        "legacy": {"ok": False, "error": "no", "printed": None, "tar_bytes": None, "received": []},
        "buildah": {"ok": True, "error": None, "received": []},
    }
    assert table([case]).splitlines()[2] == r"| `COPY . /` | `d/`, `d/a\|b\n` (empty) | the build fails | nothing |"
