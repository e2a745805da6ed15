"""Which commands do something outside of the build, by the look of them."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.prove.effects import with_effects


@pytest.mark.parametrize(
    "command",
    [
        "npm publish",
        "cd web && npm run deploy",
        "curl -X POST https://example.org",
        "curl -sS --data @x https://example.org",
        "curl -T file https://example.org",
        "git push origin main",
        "twine upload dist/*",
        "terraform -chdir=x apply -auto-approve",
        "aws s3 sync . s3://bucket",
        "cargo publish",
        "make release",
        "docker push x",
    ],
)
def test_commands_with_effects(command: str) -> None:
    found = with_effects(usage(parse(f"FROM a\nCOPY . .\nRUN {command}\n".encode())))
    assert [line for line, _ in found] == [3]


@pytest.mark.parametrize(
    "command",
    [
        "npm ci && npm run build",
        "curl -fsSL https://example.org -o /x",
        "apt-get update",
        "dotnet publish -c Release",
        "git clone https://example.org/x",
        "go build -o /deploy ./cmd/push",
        "make all",
        "pip install -r requirements/deploy.txt",
        "echo published > /x",
    ],
)
def test_commands_without(command: str) -> None:
    assert with_effects(usage(parse(f"FROM a\nCOPY . .\nRUN {command}\n".encode()))) == ()


def test_here_documents_and_json_are_looked_at_too() -> None:
    text = 'FROM a\nCOPY . .\nRUN <<E\nset -e\nnpm publish\nE\nRUN ["npm", "publish"]\nCMD npm publish\n'
    assert [line for line, _ in with_effects(usage(parse(text.encode())))] == [3, 7]
