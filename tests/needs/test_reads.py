"""What commands read of a context, by the way that it came into the image."""

from __future__ import annotations

import pytest

from ctxsize.needs.statement import Certainty
from tests.needs.contexts import needs

FILES = {
    "VERSION": "1", "conf/a.yml": "x", "conf/b.yml": "x", "scripts/build.sh": "#!/bin/sh\ncat VERSION\n. ./env.sh\n", "env.sh": "x",
    "requirements.txt": "x", "requirements/dev.txt": "x", "package.json": '{"scripts": {"build": "node tools/gen.js && tsc", "prepare": "sh hook.sh"}}',
    "package-lock.json": "{}", "tools/gen.js": "x", "hook.sh": "x", "tsconfig.json": "{}", "web/package.json": "{}", "web/yarn.lock": "x",
    "Makefile": "FILE = conf/a.yml\nall: lib\n\tcp $(FILE) /etc\nlib:\n\tcat VERSION\nother:\n\tcat never\n", "never": "x", "justfile": "build:\n    cat conf/b.yml\n",
    "nginx/site.conf": "x", "dist/app.js": "x", "in.txt": "x", "uv.lock": "x", "pyproject.toml": "[project]\nname = 'a'\n", "Cargo.toml": "[package]\n",
    "Cargo.lock": "x", "gradlew": "x", "gradle/wrapper/gradle-wrapper.jar": "x", "mvnw": "x", "pom.xml": "x", ".mvn/wrapper/maven-wrapper.properties": "x",
    "Gemfile": "x", "Gemfile.lock": "x", "composer.json": "{}", "composer.lock": "{}", "go.mod": "module x\n", "go.sum": "x",
}  # fmt: skip
ALL = "FROM base\nWORKDIR /app\nCOPY . .\n"


def read(dockerfile: str, files: dict[str, str] = FILES) -> dict[str, str]:
    """By path, how sure it is that it is read."""
    return {
        one.path: one.certainty.value
        for one in needs(dockerfile, files).reads
        if one.certainty is not Certainty.UNKNOWN
    }


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cat VERSION", {"VERSION"}),
        ("cat < in.txt", {"in.txt"}),
        ("cp conf/*.yml /etc/", {"conf/a.yml", "conf/b.yml"}),
        ("cd conf && cp a.yml /etc/", {"conf/a.yml"}),
        ("sudo -u app env X=1 cat /app/VERSION", {"VERSION"}),
        ("bash -c 'cat VERSION'", {"VERSION"}),
        ("sh scripts/build.sh", {"scripts/build.sh", "VERSION", "env.sh"}),
        ("./scripts/build.sh", {"scripts/build.sh", "VERSION", "env.sh"}),
        ("pip install --no-cache-dir -r requirements.txt", {"requirements.txt"}),
        ("pip install -rrequirements/dev.txt", {"requirements/dev.txt"}),
        ("make", {"Makefile", "conf/a.yml", "VERSION"}),
        ("make -C /app other", {"Makefile", "never"}),
        ("just build", {"justfile", "conf/b.yml"}),
        ("npm ci --ignore-scripts", {"package.json", "package-lock.json"}),
        ("cd web && yarn install --frozen-lockfile", {"web/package.json", "web/yarn.lock"}),
        ("bundle install", {"Gemfile", "Gemfile.lock"}),
        ("composer install --no-dev", {"composer.json", "composer.lock"}),
        ("go build ./...", {"go.mod", "go.sum"}),
        ("uv sync --frozen", {"pyproject.toml", "uv.lock"}),
        ("./gradlew build", {"gradlew", "gradle/wrapper/gradle-wrapper.jar"}),
        ("./mvnw package", {"mvnw", "pom.xml", ".mvn/wrapper/maven-wrapper.properties"}),
    ],
)
def test_a_command_reads(command: str, expected: set[str]) -> None:
    assert set(read(f"{ALL}RUN {command}\n")) == expected


@pytest.mark.parametrize(
    "command",
    [
        "echo VERSION",
        "apt-get install -y nginx",
        "useradd conf",
        "rm -rf conf VERSION",
        "mkdir -p conf",
        "cat $FILE",
        "curl -o VERSION https://example.org && cat VERSION",
        "echo 1 > VERSION && cat VERSION",
        "cat /etc/VERSION",
        "chown -R app conf",
    ],
)
def test_a_command_does_not_read(command: str) -> None:
    assert read(f"{ALL}RUN {command}\n") == {}


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ("FROM base\nCOPY conf /etc/x\nRUN cat /etc/x/a.yml\n", {"conf/a.yml"}),
        ("FROM base\nCOPY conf/a.yml /etc/\nRUN cat /etc/a.yml\n", {"conf/a.yml"}),
        ("FROM base AS one\nCOPY . /src\nFROM base\nCOPY --from=one /src/conf /c\nRUN cat /c/a.yml\n", {"conf/a.yml"}),
        ("FROM base AS one\nWORKDIR /w\nCOPY . .\nFROM one\nRUN cat VERSION\n", {"VERSION"}),
        ("FROM base\nRUN --mount=type=bind,target=/src cat /src/VERSION\n", {"VERSION"}),
        ("FROM base\nCOPY . .\nRUN cat VERSION\n", {"VERSION"}),
        ('FROM base\nCOPY . /a\nRUN ["cat", "/a/VERSION"]\n', {"VERSION"}),
        ('FROM base\nWORKDIR /a\nCOPY . .\nENTRYPOINT ["sh", "env.sh"]\n', {"env.sh"}),
        ("FROM base\nWORKDIR /a\nCOPY . .\nRUN <<EOF\ncat VERSION\nEOF\n", {"VERSION"}),
        ("FROM base\nRUN cat VERSION\nCOPY . .\n", set()),
        ("FROM base\nCOPY conf /c\nRUN cat /d/a.yml\n", set()),
    ],
)
def test_paths_are_traced_back_to_the_context(dockerfile: str, expected: set[str]) -> None:
    assert set(read(dockerfile)) == expected


def test_how_sure_it_is() -> None:
    found = read(f"{ALL}RUN cat VERSION || true\nRUN cargo build\n")
    assert found["VERSION"] == "likely"
    assert (found["Cargo.toml"], found["Cargo.lock"]) == ("certain", "likely")
    assert read(f"{ALL}RUN cargo build --locked\n")["Cargo.lock"] == "certain"


def test_a_manifest_names_it() -> None:
    files = {
        "pyproject.toml": "[project]\nreadme = 'DOC.md'\n[build-system]\nbuild-backend = 'hatchling.build'\n",
        "DOC.md": "x",
    }
    (one,) = [one for one in needs(f"{ALL}RUN pip install .\n", files).reads if one.path == "DOC.md"]
    assert (one.evidence.file, one.evidence.line, one.fails) == ("pyproject.toml", 2, True)
    assert one.words.startswith("pyproject.toml:2 names it")


def test_what_a_build_command_filled_is_not_read_from_the_context() -> None:
    assert "dist/app.js" not in read(f'{ALL}RUN tsc && cat dist/app.js\nCMD ["node", "dist/app.js"]\n')
    assert "dist/app.js" in read(f'{ALL}CMD ["node", "dist/app.js"]\n')
