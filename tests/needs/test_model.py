"""The one judgement: what may stay away from a build, and why not."""

from __future__ import annotations

import pytest

from ctxsize.needs.exclusion import may_exclude
from ctxsize.needs.statement import Certainty
from ctxsize.needs.waste import kind_of
from tests.needs.contexts import lookup, needs

ALL = "FROM base\nWORKDIR /app\nCOPY . .\n"
FILES = {
    "package.json": '{"scripts": {"build": "tsc"}}', "package-lock.json": "{}", "dist/a.js": "x", "node_modules/a/i.js": "x", "local.yml": "x",
    "gen/a.go": "x", "go.mod": "module x", "target/CACHEDIR.TAG": "x", "Cargo.toml": "x", "notes.txt": "x", "lib/a.jar": "x",
}  # fmt: skip


@pytest.mark.parametrize(
    ("dockerfile", "path", "may", "certainty"),
    [
        (f"{ALL}RUN npm ci\n", "node_modules", True, Certainty.CERTAIN),
        (f"{ALL}RUN npm ci && npm run build\n", "dist", True, Certainty.CERTAIN),
        (ALL, "dist", False, Certainty.UNKNOWN),
        (f"{ALL}COPY dist /d\nRUN npm ci && npm run build\n", "dist", False, Certainty.CERTAIN),
        (ALL, "target", True, Certainty.CERTAIN),
        (f"{ALL}RUN npm ci\n", "package-lock.json", False, Certainty.CERTAIN),
        (f"{ALL}RUN cp local.yml /etc\n", "local.yml", False, Certainty.CERTAIN),
        (f"{ALL}RUN go build ./...\n", "gen", False, Certainty.LIKELY),
        (ALL, "lib/a.jar", False, Certainty.UNKNOWN),
        (ALL, "notes.txt", True, Certainty.CERTAIN),
        ("FROM base\nCOPY lib /l\n", "lib/b.txt", False, Certainty.LIKELY),
        ("FROM golang\nCOPY . .\nRUN go test\n", "node_modules", True, Certainty.CERTAIN),
    ],
)
def test_what_git_ignores_is_judged(dockerfile: str, path: str, may: bool, certainty: Certainty) -> None:
    judgement = may_exclude(needs(dockerfile, FILES), path, kind_of(path, lookup(FILES)), ignored=True)
    assert (judgement.may, judgement.certainty) == (may, certainty), judgement.words


def test_a_directory_with_a_tracked_file_is_part_of_the_sources() -> None:
    kind = kind_of("dist", lookup(FILES))
    build = needs(f"{ALL}RUN npm ci && npm run build\n", FILES, tracked=("dist/index.html",))
    assert not may_exclude(build, "dist", kind).may
    assert "git tracks files in it" in may_exclude(build, "dist", kind).words
