"""What is large, twice, or sent for nothing: what is received in, the findings out."""

from __future__ import annotations

import pytest

from ctxsize.builder import Builder
from ctxsize.context.entry import TallyCounter
from ctxsize.dockerfile.sources import Source
from ctxsize.needs.statement import Certainty, Judgement
from ctxsize.needs.waste import catalogue
from ctxsize.rules.files import Piece
from ctxsize.rules.finding import Finding
from ctxsize.rules.large import Weights, find, sent_for_nothing
from tests.needs.contexts import needs

MB = 1_000_000


def source(path: str) -> Source:
    return Source(keyword="COPY", line=2, last_line=2, stage="0", text=path, path=path, wildcard="*" in path)


def weights(files: dict[str, int], counts: dict[str, int] | None = None) -> Weights:
    """Files by path; `counts` sets how many files a directory has."""
    directories: dict[str, TallyCounter] = {"": TallyCounter()}
    for path, size in files.items():
        parts = path.split("/")[:-1]
        for depth in range(len(parts) + 1):
            directories.setdefault("/".join(parts[:depth]), TallyCounter()).add(size)
    for path, count in (counts or {}).items():
        directories[path].files = count
    return Weights(
        files=sorted(files.items(), key=lambda item: -item[1]),
        directories={path: directory.result() for path, directory in directories.items()},
    )


def summary(findings: list[Finding]) -> list[tuple[str, str, int]]:
    return [(finding.rule.name, finding.path, finding.bytes) for finding in findings]


def found(
    files: dict[str, int],
    counts: dict[str, int] | None = None,
    copied: str = "",
    pieces: tuple[Piece, ...] = (),
    same: tuple[str, ...] = (),
) -> list[tuple[str, str, int]]:
    build = needs(f"FROM a\nCOPY {copied} /\n" if copied else "FROM a\n")
    digest = dict.fromkeys(same, b"same")
    return summary(list(find(weights(files, counts), pieces, build, lambda path: digest.get(path, path.encode()))))


def piece(rule: str, path: str, *, is_directory: bool = True) -> Piece:
    kind = next(kind for kind in catalogue().kinds if kind.rule == rule)
    waste = Judgement(may=True, certainty=Certainty.CERTAIN, words="")
    return Piece(path=path, kind=kind, files=1, bytes=1, is_directory=is_directory, judgement=waste)


def test_a_file_is_large_from_100_mb_on_unless_it_is_named() -> None:
    assert found({"a": 99 * MB, "b": 100 * MB}) == [("large-file", "b", 100 * MB)]
    assert found({"b": 100 * MB}, copied="b") == []
    assert found({"b": 100 * MB}, copied="*") != []


def test_a_directory_is_large_from_50_mb_in_three_files_on() -> None:
    files = {"data/a": 30 * MB, "data/b": 15 * MB, "data/c": 5 * MB}
    assert found(files) == [("large-directory", "data", 50 * MB)]
    assert found(files, counts={"data": 2}) == []
    assert found({**files, "data/c": 4 * MB}) == []
    assert found(files, copied="data") == []


def test_the_directory_that_holds_nearly_all_is_named() -> None:
    files = {"x": 1, "a/x": 1, **{f"a/b/{name}": 30 * MB for name in "xyz"}}
    assert found(files) == [("large-directory", "a/b", 90 * MB)]
    assert found({**files, "a/y": 20 * MB}) == [("large-directory", "a", 110 * MB + 1)]


def test_what_its_own_large_files_weigh_does_not_make_a_directory_large() -> None:
    files = {"a/x": 200 * MB, "a/y": 1, "a/z": 1}
    assert found(files) == [("large-file", "a/x", 200 * MB)]


def test_what_another_rule_reports_is_not_reported_again() -> None:
    files = {f"node_modules/{name}": 40 * MB for name in "xyz"}
    assert found(files, pieces=(piece("dependency-directory", "node_modules"),)) == []
    huge = {"node_modules/x": 500 * MB}
    assert found(huge, pieces=(piece("dependency-directory", "node_modules"),)) == [
        ("large-file", "node_modules/x", 500 * MB)
    ]
    assert found({"a.tar": 200 * MB}, pieces=(piece("archive", "a.tar", is_directory=False),)) == []


def test_files_of_the_same_content_are_found_from_1_mb_on() -> None:
    files = {"a/x": MB, "longer/x": MB, "z": MB, "q": MB - 1, "r": MB - 1}
    assert found(files, same=("a/x", "longer/x", "q", "r")) == [("duplicate-content", "longer/x", MB)]


@pytest.mark.parametrize(
    ("builder", "sources", "expected"),
    [
        (Builder.LEGACY, ["src"], [("copied-by-nothing", "data", 3 * MB)]),
        (Builder.LEGACY, ["src", "d*"], []),
        (Builder.LEGACY, ["src", "data/x"], [("copied-by-nothing", "data/sub", MB)]),
        (Builder.LEGACY, ["src", "data/sub/y"], []),
        (Builder.LEGACY, [""], []),
        (Builder.LEGACY, [], []),
        (Builder.BUILDKIT, ["src"], []),
    ],
)
def test_a_directory_that_only_the_legacy_builder_is_sent(
    builder: Builder, sources: list[str], expected: list[tuple[str, str, int]]
) -> None:
    received = weights({"src/a": 5 * MB, "data/x": 2 * MB, "data/sub/y": MB})
    assert summary(list(sent_for_nothing(received, builder, [*map(source, sources)], "Dockerfile"))) == expected
