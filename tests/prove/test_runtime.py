"""What the level ``less`` never takes from an image."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.prove.runtime import needed_at_run_time
from ctxsize.prove.suspects import TriedLine


def kept(*files: str, command: str = "CMD true", health: str = "") -> list[str]:
    line = TriedLine(pattern=files[0].partition("/")[0], files=dict.fromkeys(files, 1))
    found = needed_at_run_time(usage(parse(f"FROM a\nCOPY . /\n{command}\n".encode())), health, [line])
    return [reason for _, reason in found]


@pytest.mark.parametrize(
    "file", ["dist/index.html", "public/a.css", "data/x.txt", "tests/fixtures/a.json", "geo.mmdb", "app/static/a.js"]
)
def test_results_of_builds_and_data_stay(file: str) -> None:
    assert len(kept(file)) == 1


@pytest.mark.parametrize("file", ["docs/guide.md", "README.md", "tests/test_core.py", ".github/workflows/ci.yml"])
def test_what_looks_like_neither_may_go(file: str) -> None:
    assert kept(file) == []


def test_what_the_image_starts_stays() -> None:
    assert kept("scripts/run.sh", command='CMD ["sh", "/scripts/run.sh"]') == ["what the image starts names run.sh"]
    assert kept("check.py", health="HEALTHCHECK CMD python check.py") == ["what the image starts names check.py"]
    assert kept("scripts/run.sh", command='ENTRYPOINT ["/other"]') == []
