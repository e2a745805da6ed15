"""Which manifests count for a build: those that its commands come to read."""

from __future__ import annotations

import pytest

from ctxsize.needs.running import consulted

MANIFESTS = {
    "Makefile": "version:\n\tgit describe > v\n",
    "package.json": '{"scripts": {"build": "webpack"}}',
    "release.sh": "git tag v1\n",
    "pyproject.toml": "[tool.poetry]\n",
    "webpack.config.js": "x",
}


def counted(*commands: str, manifests: dict[str, str] = MANIFESTS) -> set[str]:
    return {path for path, _ in consulted(commands, manifests)}


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("npm run build", {"package.json", "webpack.config.js"}),
        ("make -C /src", {"Makefile", "webpack.config.js"}),
        ("pip install -e .", {"pyproject.toml", "webpack.config.js"}),
        ("sh release.sh", {"release.sh", "webpack.config.js"}),
        ("./release.sh", {"release.sh", "webpack.config.js"}),
        ("/usr/bin/env true && /bin/sh -c 'echo x'", {"webpack.config.js"}),
        ("npm ci --prefix ./assets", {"package.json", "webpack.config.js"}),
    ],
)
def test_a_program_reads_its_own(command: str, expected: set[str]) -> None:
    assert counted(f"RUN {command}") == expected


@pytest.mark.parametrize(
    "command",
    [
        "RUN ./scripts/build",
        "RUN /code/build-bin/make_it now",
        "RUN set -e; sh scripts/x.sh",
        "RUN --mount=type=cache,target=/c CGO=0 ./scripts/build",
        'RUN ["/src/hack/build"]',
        "RUN if true; then build/all; fi",
        "RUN bash /tmp/install.bash",
    ],
)
def test_behind_a_script_that_nobody_has_read_anything_may_stand(command: str) -> None:
    assert counted(command) == set(MANIFESTS)


def test_a_manifest_runs_others_in_turn() -> None:
    manifests = {
        **MANIFESTS,
        "package.json": '{"scripts": {"build": "make all"}}',
        "Makefile": "all:\n\tpip install .\n",
    }
    assert counted("RUN npm run build", manifests=manifests) == {
        "package.json",
        "Makefile",
        "pyproject.toml",
        "webpack.config.js",
    }
