"""A shrunk case holds what is looked for, and nothing else."""

from __future__ import annotations

from tests.engine.cases import Case, TreeEntry
from tests.engine.shrink import shrink


def case_with_noise() -> Case:
    files: list[TreeEntry] = [{"path": name, "type": "file", "size": 1, "mode": 0o600} for name in "abcde"]
    return {
        "id": "noise",
        "tree": [
            *files,
            {"path": "link", "type": "hardlink", "target": "b"},
            {"path": ".dockerignore", "type": "file", "content": "x\ny\nz\n"},
        ],
        "args": ["--target", "one", "--build-arg", "P=1"],
    }


def test_what_does_not_matter_goes() -> None:
    def still(case: Case) -> bool:
        return any("y" in entry.get("content", "") for entry in case["tree"])

    assert shrink(case_with_noise(), still) == {
        "id": "noise",
        "tree": [{"path": ".dockerignore", "type": "file", "content": "y\n"}],
        "args": [],
    }


def test_a_name_goes_with_the_file_that_it_is_a_name_of() -> None:
    def still(case: Case) -> bool:
        paths = {entry["path"] for entry in case["tree"]}
        return "link" not in paths or "b" in paths

    small = shrink(case_with_noise(), still)
    assert small["tree"] == []


def test_a_case_in_which_all_matters_stays() -> None:
    case = case_with_noise()
    assert shrink(case, lambda candidate: candidate == case) == case


def test_questions_are_counted() -> None:
    asked: list[Case] = []

    def still(case: Case) -> bool:
        asked.append(case)
        return False

    shrink(case_with_noise(), still, patience=3)
    assert len(asked) == 3
