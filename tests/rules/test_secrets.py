"""Secrets: what fires, what only looks like one, and that none is ever printed."""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
from pathlib import Path

import pytest

import ctxsize
import ctxsize.report as renderers
from ctxsize.errors import ExitCode
from ctxsize.rules import secrets
from ctxsize.rules.catalogue import catalogue
from ctxsize.rules.detect import in_named_file, in_text
from ctxsize.rules.finding import Confidence, Finding, Severity
from tests.rules.made_up import hexadecimal, letters, private_key, tokens

WHOLE = "FROM scratch\nCOPY . /\n"


def secret_findings(
    root: Path, files: dict[str, str | bytes], dockerfile: str = WHOLE, ignore: str = ""
) -> list[Finding]:
    for path, content in {"Dockerfile": dockerfile, ".dockerignore": ignore, **files}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [finding for finding in ctxsize.analyze(str(root)).findings if finding.rule.code.startswith("CTX2")]


RANDOM = letters("value", 24)
KUBECONFIG = f"apiVersion: v1\nusers:\n- user:\n    client-key-data: {letters('k', 80)}\n"
SERVICE_ACCOUNT = '{"type": "service_account",\n "private_key": "' + private_key("sa").replace("\n", "\\n") + '"}'


@pytest.mark.parametrize(
    ("path", "content", "code", "line"),
    [
        (".env", f"A=1\nDB_PASSWORD={RANDOM}\n", "CTX201", 2),
        ("api/.env.production", f"export API_KEY='{RANDOM}'", "CTX201", 1),
        ("prod.env", f"SECRET_KEY={RANDOM}", "CTX201", 1),
        ("secrets.env", f"APP_SECRET_TOKEN={hexadecimal('3', 128)}", "CTX201", 1),
        (".env", "DB_PASSWORD=hunter2", "CTX201", 1),
        (".env", f"DATABASE_URL=postgres://app:{RANDOM}@db/x", "CTX201", 1),
        (".env", f"AWS_SECRET_ACCESS_KEY=/{letters('a', 39)}", "CTX201", 1),
        (".npmrc", f"registry=x\n//registry.npmjs.org/:_authToken={RANDOM}\n", "CTX201", 2),
        (".yarnrc.yml", f'npmAuthToken: "{RANDOM}"', "CTX201", 1),
        (".pypirc", f"[pypi]\nusername = __token__\npassword = {RANDOM}", "CTX201", 3),
        ("pip.conf", f"[global]\nindex-url = https://ci:{RANDOM}@pypi.corp.net/simple", "CTX201", 2),
        (".netrc", f"machine api.corp.net login ci password {RANDOM}", "CTX201", 1),
        (".git-credentials", f"https://ci:{RANDOM}@git.corp.net", "CTX201", 1),
        (".docker/config.json", f'{{"auths": {{"r.io": {{"auth": "{RANDOM}"}}}}}}', "CTX201", 1),
        ("auth.json", f'{{"http-basic": {{"repo.x.com": {{"username": "token", "password": "{hexadecimal("c", 40)}"}}}}}}', "CTX201", 1),
        ("auth.json", f'{{"github-oauth": {{"github.com": "{hexadecimal("c", 40)}"}}}}', "CTX201", 1),
        (".cargo/credentials.toml", f'[registry]\ntoken = "{RANDOM}"', "CTX201", 2),
        ("NuGet.config", f'<add key="ClearTextPassword" value="{RANDOM}" />', "CTX201", 1),
        ("settings.xml", f"<server><password>{RANDOM}</password></server>", "CTX201", 1),
        (".aws/credentials", f"[default]\naws_access_key_id = x\naws_secret_access_key = {letters('a', 40)}", "CTX201", 3),
        ("application_default_credentials.json", f'{{"refresh_token": "{RANDOM}"}}', "CTX201", 1),
        ("gcp-service-account.json", SERVICE_ACCOUNT, "CTX201", 2),
        ("shop-0123456789ab.json", SERVICE_ACCOUNT, "CTX201", 2),
        (".azure/accessTokens.json", f'[{{"refreshToken": "{RANDOM}"}}]', "CTX201", 1),
        ("kubeconfig", KUBECONFIG, "CTX201", 4),
        (".kube/config", KUBECONFIG, "CTX201", 4),
        ("config/master.key", hexadecimal("r", 32), "CTX201", 1),
        ("config/credentials/production.key", hexadecimal("r", 32) + "\n", "CTX201", 1),
        (".vault_pass", RANDOM, "CTX201", 1),
        (".vault-token", "hvs" + "." + RANDOM, "CTX201", 1),
        (".htpasswd", f"admin:$apr1$x${letters('h', 22)}", "CTX201", 1),
        (".pgpass", f"db:5432:*:app:{RANDOM}", "CTX201", 1),
        (".my.cnf", f"[client]\npassword={RANDOM}", "CTX201", 2),
        ("gh/hosts.yml", f"github.com:\n    oauth_token: {RANDOM}", "CTX201", 2),
        ("wp-config.php", f"define( 'DB_PASSWORD', '{RANDOM}' );", "CTX201", 1),
        (".bash_history", f"ls\nmysql --password={RANDOM}", "CTX201", 2),
        ("deploy/id_ed25519", private_key("k", "OPENSSH "), "CTX202", 1),
        ("certs/server.key", "\n" + private_key("k", "RSA "), "CTX202", 2),
        ("server.pem", private_key("k"), "CTX202", 1),
        ("vpn.ovpn", "client\n<key>\n" + private_key("k") + "</key>", "CTX202", 3),
        ("login.ppk", "PuTTY-User-Key-File-3: ssh-ed25519\n", "CTX202", 1),
        ("app.yml", "key: |\n" + private_key("k"), "CTX202", 2),
        ("release.p12", bytes.fromhex("308209d10201"), "CTX203", None),
        ("upload.jks", bytes.fromhex("feedfeed0000"), "CTX203", None),
        ("team.kdbx", bytes.fromhex("03d9a29a0000"), "CTX203", None),
        ("infra/terraform.tfstate", '{"version": 4,\n"resources": [{"type": "x"}]}', "CTX204", 2),
        (".git/config", f'[remote "origin"]\n\turl = https://ci:{RANDOM}@github.com/x/y', "CTX205", 2),
        (".git/config", f'[http "x"]\n\textraheader = AUTHORIZATION: basic {RANDOM}', "CTX205", 2),
        ("config.yml", "token: " + tokens("y")["a GitHub token"], "CTX206", 1),
        ("deploy.sh", "set -e\nexport T=" + tokens("y")["a Slack token"], "CTX206", 2),
        ("settings.py", f'DEBUG = True\nSECRET_KEY = "{letters("s", 50)}"', "CTX207", 2),
        ("app.properties", f"db.password={RANDOM}", "CTX207", 1),
        ("values.yaml", f'auth:\n  apiKey: "{RANDOM}"', "CTX207", 2),
        ("appsettings.json", f'{{\n"ClientSecret": "{RANDOM}"\n}}', "CTX207", 2),
        ("compose.yml", f"  DSN: amqp://app:{RANDOM}@mq.corp.net/x", "CTX207", 1),
    ],
)  # fmt: skip
def test_fires(tmp_path: Path, path: str, content: str | bytes, code: str, line: int | None) -> None:
    (finding,) = secret_findings(tmp_path, {path: content})
    assert (finding.rule.code, finding.path, finding.line) == (code, path, line)
    assert finding.suggestion == path


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (".env.example", f"DB_PASSWORD={RANDOM}"),
        (".env.sample", f"DB_PASSWORD={RANDOM}"),
        (".env.local.template", f"DB_PASSWORD={RANDOM}"),
        (".env.dist", f"DB_PASSWORD={RANDOM}"),
        (".env.test", f"DB_PASSWORD={RANDOM}"),
        ("src/env.ts", f"const apiKey = '{RANDOM}'"),
        (".env.development", "VITE_API_URL=http://localhost:3000\nPORT=3000"),
        (".env.production", "REACT_APP_API_KEY=" + RANDOM),
        (".env.staging", "DB_PASSWORD=changeme\nSECRET=${VAULT_SECRET}\nTOKEN=<token>\nAPI_KEY=xxxxxxxxxxxx\nPASSWORD=postgres"),
        (".env", "COMPOSE_PROJECT_NAME=shop\nPORT=80\nTAG=v1.2\nHOST=db.local\nVITE_API_URL=http://localhost:8000\nDB_PASSWORD=postgres"),
        (".env", "TZ=Etc/UTC\nDB_PASSWORD=changeit\nMAIL=your@email.com\nDEBUG=true\nPGHOST=10.0.0.1\n"),
        ("docker/mysql.env", "MYSQL_ROOT_PASSWORD=myrootpassword"),
        (".env.ci", "APP_KEY=SomeRandomString3232RandomString"),
        ("config.yaml", "secret: ZXhhbXBsZS1hcHAtc2VjcmV0LWtleQ=="),
        ("compose.dev.yml", f"  POSTGRES_PASSWORD: {RANDOM}"),
        ("lang/de/config.php", f"'password' => '{RANDOM}',"),
        ("src/secrets.rs", "github: " + tokens("y")["a GitHub token"]),
        (".npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\nsave-exact=true"),
        (".yarnrc.yml", "npmAuthToken: ${NPM_TOKEN}\nnodeLinker: node-modules"),
        (".pypirc", "[pypi]\nusername = __token__\npassword = <your token>"),
        ("pip.conf", "[global]\nindex-url = https://pypi.org/simple"),
        (".git/config", '[remote "origin"]\n\turl = git@github.com:x/y.git'),
        (".git/config", '[remote "origin"]\n\turl = https://github.com/x/y.git'),
        (".git/config", '[remote "origin"]\n\turl = https://user@github.com/x/y.git'),
        (".docker/config.json", '{"auths": {}, "credsStore": "desktop"}'),
        ("auth.json", '{"http-basic": {"repo.packagist.com": {"username": "token", "password": "${TOKEN}"}}}'),
        ("settings.xml", "<server><password>${env.TOKEN}</password></server>"),
        ("kubeconfig", "clusters:\n- cluster:\n    server: https://x\nusers: []"),
        ("gcp-credentials.json", '{"type": "external_account", "audience": "x"}'),
        ("config/presentation.key", "PK\x03\x04 a Keynote file"),
        ("certs/server.crt", private_key("k").replace("PRIVATE KEY", "CERTIFICATE")),
        ("certs/ca.pem", private_key("k").replace("PRIVATE KEY", "CERTIFICATE")),
        ("id_rsa.pub", "ssh-rsa AAAAB3Nza me@x"),
        ("README.yml", "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----"),
        ("app/debug.keystore", bytes.fromhex("feedfeed")),
        ("truststore.jks", bytes.fromhex("feedfeed")),
        ("shape.p12", "not a keystore"),
        ("terraform.tfstate", '{"version": 4, "resources": []}'),
        ("config/credentials/production.yml.enc", RANDOM),
        ("config.yml", "password: ${DB_PASSWORD}\nsecret: changeme-in-production\ntoken: your-token-goes-here"),
        ("config.yml", "secretName: my-application-secret-name\npasswordPolicy: at-least-twelve-characters"),
        ("config.yml", "token_url: https://login.example.org/oauth/token/v2\nsecret_path: secret/data/app/production1"),
        ("config.yml", "apiKey: 0b0e8d1c-6f4e-4f6e-9d3a-2f6c1e0a7b55"),
        ("config.yml", f"$ANSIBLE_VAULT;1.1;AES256\npassword: {RANDOM}"),
        ("values.yaml", f"kind: SealedSecret\nencryptedData:\n  password: {RANDOM}"),
        ("config.yml", "database: postgres://postgres:postgres@localhost/x"),
        ("pnpm-lock.yaml", f"token: {RANDOM}"),
        ("config.json", '{"stripe": "' + tokens("y")["a Stripe key"].replace("live", "test") + '"}'),
        ("deploy.sh", "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7" + "EXAMPLE\nexport AWS_SECRET_ACCESS_KEY=" + letters("a", 33) + "EXAMPLE"),
        ("empty.pem", ""),
        ("src/main.py", f"password = '{RANDOM}'"),
    ],
)  # fmt: skip
def test_stays_silent_on_the_near_miss(tmp_path: Path, path: str, content: str | bytes) -> None:
    assert secret_findings(tmp_path, {path: content}) == []


@pytest.mark.parametrize(
    "directory",
    ["tests", "src/test/resources", "examples/a", "docs", "node_modules/x", "vendor/x", "lib/site-packages/x", "e2e", "mocks", ".github/workflows",
     "e2e-tests", "test-server/certs", "manual-test-radius/certs", "charts/db/ci"],
)  # fmt: skip
def test_stays_silent_where_secrets_are_made_up(tmp_path: Path, directory: str) -> None:
    files: dict[str, str | bytes] = {
        f"{directory}/.env": f"API_KEY={RANDOM}",
        f"{directory}/server.key": private_key("k"),
        f"{directory}/config.yml": "token: " + tokens("y")["a GitHub token"],
    }
    assert secret_findings(tmp_path, files) == []


@pytest.mark.parametrize("directory", ["latest", "contest", "ci", "attestations/a"])
def test_speaks_where_a_directory_only_sounds_like_tests(tmp_path: Path, directory: str) -> None:
    (finding,) = secret_findings(tmp_path, {f"{directory}/server.key": private_key("k")})
    assert finding.rule.code == "CTX202"


def test_an_environment_file_without_a_secret_is_information(tmp_path: Path) -> None:
    (finding,) = secret_findings(tmp_path, {".env": "FLAVOUR=mint\nPORT=80\n"})
    assert (finding.rule.code, finding.severity, finding.confidence) == ("CTX201", Severity.INFO, Confidence.MEDIUM)


@pytest.mark.parametrize(
    ("dockerfile", "severity", "words"),
    [
        (WHOLE, Severity.ERROR, "Dockerfile:2 copies it into the image"),
        ("FROM a AS b\nCOPY . /x\nFROM a\nCOPY --from=b /x/bin /", Severity.WARNING, "Dockerfile:2 copies it into stage 'b': not in the image, but in the build cache"),
        ("FROM a AS b\nCOPY . /x\nFROM a\nCOPY --from=b /x /y", Severity.ERROR, "Dockerfile:2 copies it into stage 'b', and Dockerfile:4 from there into the image"),
        ("FROM a\nRUN --mount=type=bind,target=/m true", Severity.WARNING, "Dockerfile:2 mounts it for its command. No instruction copies it"),
        ("# syntax=docker/dockerfile:1\nFROM a\nCOPY --exclude=.env . /", Severity.WARNING, "'.env' is an environment file with a secret. It is received, and no instruction copies it"),
    ],
)  # fmt: skip
def test_says_what_becomes_of_it(tmp_path: Path, dockerfile: str, severity: Severity, words: str) -> None:
    (finding,) = secret_findings(tmp_path, {".env": f"TOKEN={RANDOM}", "src/a": ""}, dockerfile)
    assert finding.severity is severity
    assert words in finding.message


def test_a_secret_in_the_image_fails_the_gate(tmp_path: Path) -> None:
    secret_findings(tmp_path, {".env": f"TOKEN={RANDOM}"})
    assert ctxsize.analyze(str(tmp_path)).exit_code is ExitCode.GATE_FAILED


@pytest.mark.parametrize(
    ("dockerfile", "ignore"), [(WHOLE, "**/.env"), ("FROM scratch\nCOPY src /\n", ""), ("FROM scratch\n", "")]
)
def test_stays_silent_where_it_is_not_received(tmp_path: Path, dockerfile: str, ignore: str) -> None:
    assert secret_findings(tmp_path, {"app/.env": f"TOKEN={RANDOM}", "src/a": ""}, dockerfile, ignore) == []


def test_a_file_contains_what_it_is_not_as_a_whole(tmp_path: Path) -> None:
    (finding,) = secret_findings(tmp_path, {"auth/htpasswd": f"ci:$apr1$x${letters('h', 22)}"})
    assert finding.message == "'auth/htpasswd' contains password hashes. Dockerfile:2 copies it into the image"


def test_names_the_exception_that_takes_it_back(tmp_path: Path) -> None:
    (finding,) = secret_findings(tmp_path, {".env": f"TOKEN={RANDOM}"}, ignore=".env*\n!.e*\n")
    assert ".dockerignore:2 '!.e*' takes it back" in finding.advice


def test_offers_no_line_that_would_break_the_copy(tmp_path: Path) -> None:
    (finding,) = secret_findings(tmp_path, {".npmrc": f"_authToken={RANDOM}"}, "FROM scratch\nCOPY .npmrc /\n")
    assert finding.suggestion is None
    assert "--mount=type=secret" in finding.advice


def test_the_legacy_builder_is_told_the_same(tmp_path: Path) -> None:
    secret_findings(tmp_path, {".env": f"TOKEN={RANDOM}"})
    (finding,) = [
        found for found in ctxsize.analyze(str(tmp_path), builder="legacy").findings if found.rule.code == "CTX201"
    ]
    assert "Dockerfile:2 copies it into the image" in finding.message


@pytest.mark.parametrize("what", sorted(tokens("x")))
def test_each_shape_is_known(what: str) -> None:
    found = list(in_text(("x: " + tokens("x")[what] + "\n").encode(), catalogue(), assignments=False))
    assert [detection.what for detection in found] == [what]


def test_the_catalogue_has_no_shape_without_a_test() -> None:
    assert {token.what for token in catalogue().tokens} == set(tokens("x"))


def test_a_file_that_is_too_large_or_binary_is_left_alone(tmp_path: Path) -> None:
    token = tokens("y")["a GitHub token"]
    files: dict[str, str | bytes] = {
        "big.yml": "a: 1\n" * (secrets.MAX_SCANNED_BYTES // 5) + token,
        "blob.conf": b"\0" + token.encode(),
    }
    assert secret_findings(tmp_path, files) == []


def test_the_most_telling_files_are_opened_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "MAX_OPENED", 3)  # the Dockerfile is one of them
    files: dict[str, str | bytes] = {f"a/{number}.yml": "a: 1" for number in range(9)}
    found = secret_findings(
        tmp_path, {**files, "z/z/.env": f"TOKEN={RANDOM}", "b.yml": "t: " + tokens("y")["a GitHub token"]}
    )
    assert [finding.path for finding in found] == ["z/z/.env", "b.yml", "Dockerfile"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        (".env", f"A=1\nDB_PASSWORD={RANDOM}\n", "CTX201"),
        ("p.env", f"SECRET_KEY={RANDOM}\n", "CTX201"),
        ("a.key", private_key("k"), "CTX202"),
        ("a.yml", "t: " + tokens("y")["a GitHub token"], "CTX206"),
    ],
)
def test_a_text_as_windows_writes_it_is_read(tmp_path: Path, encoding: str, path: str, text: str, code: str) -> None:
    mark = "" if encoding in {"utf-8-sig", "utf-16"} else "\ufeff"
    (finding,) = secret_findings(tmp_path, {path: (mark + text).encode(encoding)})
    assert (finding.rule.code, finding.severity) == (code, Severity.ERROR)


def test_a_pipe_or_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "x").write_text(f"TOKEN={RANDOM}")
    (tmp_path / ".env").symlink_to("x")
    os.mkfifo(tmp_path / ".npmrc")
    assert secret_findings(tmp_path, {}) == []


@pytest.mark.parametrize("seed", [f"seed {number}" for number in range(3)])
def test_no_secret_is_ever_printed(tmp_path: Path, seed: str) -> None:
    hidden = [*tokens(seed).values(), letters(seed, 24), private_key(seed)]
    files: dict[str, str | bytes] = {
        f"{number}/config.yml": f"password: {value}\n" for number, value in enumerate(hidden)
    }
    files |= {f"{number}/.env": f"A=1\nDB_PASSWORD={value}\n" for number, value in enumerate(hidden)}
    files |= {".npmrc": f"_authToken={letters(seed, 24)}", ".git/config": f"url = https://a:{letters(seed, 24)}@h/x"}
    assert len(secret_findings(tmp_path, files)) > len(hidden)
    pieces = {value[at : at + 8] for value in hidden for at in range(8, len(value) - 8)} - {"PRIVATE "}
    pieces = {piece for piece in pieces if sum(char.isdigit() for char in piece) > 1}
    report = ctxsize.analyze(str(tmp_path), why=[".env"])
    formats = [
        importlib.import_module(f"ctxsize.report.{module.name}") for module in pkgutil.iter_modules(renderers.__path__)
    ]
    written = []
    for module in formats:
        if hasattr(module, "write"):
            stream = io.StringIO()
            module.write(report, stream)
            written.append(stream.getvalue())
    assert len(written) > 1
    assert [piece for piece in pieces for text in written if piece in text] == []


@pytest.mark.parametrize("name", ["a*b", "[x]", "#a", "!a", "a\\b", " a", "a ", "plain/.env", "a\nb", "\udcff"])
def test_the_line_it_offers_excludes_just_that_file(name: str) -> None:
    from ctxsize.ignore.parse import parse  # noqa: PLC0415

    line = secrets.ignore_line(name)
    if line is None:
        assert name != name.strip() or "\n" in name or not name.isascii()
        return
    (pattern,) = parse(line.encode()).patterns
    assert not pattern.exception
    assert pattern.matches(name)
    assert not pattern.matches(name + "x")


@pytest.mark.parametrize(
    "text",
    [
        "PASSWORD=" + "a" * 60_000 + "!",
        "password: " + "a-" * 30_000 + "!",
        "a" * 65_000,
        "token" * 13_000,
        "-----BEGIN PRIVATE KEY-----" + " " * 60_000,
        "-----BEGIN PRIVATE KEY-----\n" * 2_000,
        "AKIAABCDEFGHIJKLMNOP secret " * 2_300,
        "a://b:" * 10_000,
        "eyJ" + "a" * 30_000 + ".eyJ" + "a" * 30_000,
        "/a" * 30_000 + "=",
        "\r\n" * 30_000 + "!",
        "\n" * 60_000 + "!",
        "password" + " " * 60_000 + "!",
        "<password>x" + " " * 60_000 + "<",
        "eyJ-" * 15_000,
        "-----BEGIN PRIVATE KEY-----\n" + "Hash:" * 10_000,
        "-----BEGIN PRIVATE KEY-----\n" + "Hash:\\n" * 5_000 + "!",
        "-----BEGIN PRIVATE KEY-----\n" + "Hash: a\n" * 5_000 + "!",
    ],
)
def test_no_text_takes_long(tmp_path: Path, text: str) -> None:
    known = catalogue()
    for entry in known.files:
        if entry.reader != "binary":
            in_named_file(entry, ".env", text.encode(), known)
    list(in_text(text.encode(), known, assignments=True))
    assert secret_findings(tmp_path, {"config.yml": text, ".npmrc": text, "auth.json": text, "kubeconfig": text}) == []
