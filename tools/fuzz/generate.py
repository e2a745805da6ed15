"""Inputs that come near to what the readers understand: pieces of each language, repeated and joined, sometimes by the thousand."""

from __future__ import annotations

import gzip
import random

PIECES: dict[str, tuple[bytes, ...]] = {
    "ignore_file": (b"*", b"**", b"/", b"!", b"?", b"[a-z]", b"[^", b"\\", b"a", b".git", b"\n", b"#", b" ", b"\xff", b"{2}", b"$", b"+"),
    "dockerfile": (
        b"FROM scratch\n", b"FROM a AS b\n", b"COPY . /\n", b"COPY --from=b $X /\n", b"ADD <<E /x\n", b"E\n", b"ARG X=a\n", b"ENV X=$X$X\n",
        b"RUN --mount=type=bind,source=a true\n", b"\\\n", b"# escape=`\n", b"ONBUILD ", b"${X##*a*b}", b"${X//*?/y}", b"['\"", b"\xff", b"a" * 300,
    ),
    "expansion": (b"$X", b"${X}", b"${X#", b"${X##", b"${X%", b"${X%%", b"${X/", b"${X//", b"*", b"?", b"/", b"}", b"a", b"aa", b"\\", b"'", b'"', b"\n", b":-", b":+"),
    "gitignore": (b"*", b"**", b"/", b"!", b"?", b"[!a]", b"[[:alpha:]]", b"\\", b"a", b"\n", b"#", b" ", b"\xff", b"\t"),
    "configuration": (
        b"[[budget]]\n", b"max-size = ", b'"1MB"\n', b"max-files = 9\n", b'fail-on = "error"\n', b"select = [", b"]\n", b"baseline = 'x'\n", b"[", b"{", b"}",
        b"a.", b"=", b"9" * 50, b"\n", b'"', b"\\u0000", b"1979-05-27",
    ),
    "baseline": (b'{"schema_version": 1, "builds": {"a": {"files": 1, "transfer_bytes": 1, "checks": {}, "findings": [', b"]}}}", b"[", b"{", b'"a b c"', b",", b":", b"1e400", b"Infinity", b"9" * 50, b"null"),
    "compose": (
        b"services:\n", b"  a:\n    build: .\n", b"  b: {build: {context: x, args: [A, B=$X]}}\n", b"x-a: &a\n", b"*a", b"<<: ", b"${X:-", b"${X:?m}", b"}", b"$$",
        b"include: [", b"extends: ", b"profiles: ", b"!reset ", b"!override ", b"\n", b"- ", b": ", b"{", b"[", b"]", b"0o17", b"1e400", b"\xff", b"---\n", b"\t",
    ),
    "bake": (
        b'target "a" {\n', b"}\n", b'  context = "x"\n', b"  args = { A = V }\n", b'variable "V" { default = ', b'group "default" { targets = ["a"] }\n', b"matrix = {v = [1, 2]}\n",
        b"inherits = ", b'"${', b"}", b"%{ if ", b"[for x in ", b": x]", b"range(0, 1e9)", b"upper(", b")", b"<<E\nx\nE\n", b"1e999", b"*", b"?", b"...", b"\xff", b'function "f" {\n', b"result = f()\n",
    ),
    "commands": (
        b"all: lib\n\t", b"cat VERSION", b"$(shell cat a)", b"$(X)", b"X = $(X)\n", b'{"scripts": {"build": "', b'"}}', b"{{", b"}}", b"session.run('", b"')", b"commands = ", b"- cmd: ",
        b"[project]\nreadme = ", b"'x'\n", b"gitdir: ", b"  path = ", b"\turl = ", b"services:\n  a:\n    build: ", b"context: ", b"#", b"\n", b"\t", b" ", b"\\\n", b"\xff", b"cp a b && ",
    ),
    "shell": (
        b"cat ", b"a", b"$(", b"`", b")", b"(", b"${X:-", b"${X/", b"}", b"'", b'"', b"\\", b"\n", b";", b"&&", b"||", b"|", b"<", b">", b"<<E\n", b"if ", b"then ", b"fi\n", b"for x in ", b"do ",
        b"done\n", b"case x in ", b"esac\n", b"X=$X$X ", b"cd ..", b"*", b"{a,b}", b"sh -c '", b"eval ", b"sudo ", b"env ", b"$((", b"))", b"#", b" ",
    ),
    "secret": (
        b"-----BEGIN PRIVATE KEY-----", b"-----BEGIN RSA PRIVATE KEY-----\n", b"Comment: ", b"A" * 64, b"PASSWORD=", b"password: ", b'"', b"'", b"token", b"://user:password1@host", b"{", b"}", b":", b"=",
        b'"auths": {"x": {"auth": "', b"aws_secret_access_key = ", b"machine x login y password ", b"ghp_", b"AKIA", b"\n", b" ", b"\t", b"\\n", b"a1B2c3D4e5F6g7H8", b"-", b"_", b"\xff", b"<password>",
    ),
    "callers": (
        b"docker build ", b"docker buildx build ", b"-f x ", b"--tag ", b"$(DOCKER) build ", b"cd x && ", b".\n", b"\\\n", b"'", b'"', b"${{ ", b"}}", b"$(", b")", b"// ", b"/*", b"*/", b",", b"{", b"}", b"[", b"]", b":",
        b'"build": {"dockerfile": "x", "context": ".."}', b"- uses: docker/build-push-action@v6\n  with:\n    context: ", b"kaniko/executor ", b"--", b"-a ", b"=", b" ", b"\t", b"\n",
    ),
    "environment_file": (b"A=", b"export ", b"B: ", b"${X:-", b"$A", b"}", b"'", b'"', b"\\", b"\\n", b"#", b"\n", b" ", b"=", b"\xff", b"\0"),
    "policy": (b"package docker\n", b"decision := {", b'"allow": ', b"allow if ", b"default allow := false\n", b"}", b"{", b"[", b"(", b'"', b"`", b"#", b"\n", b" ", b"\t", b"false", b"a"),
    "archive": (b"\x1f\x8b\x08\x00", b"\0" * 512, b"manifest.json", b"ustar\0", b"0" * 12, b"7777777\0", b"x", b"L", b"\x80" + b"\xff" * 11),
}  # fmt: skip
_SEPARATORS = (b"", b"", b"\n")
_MOST_BYTES = 40_000


def generate(name: str, chance: random.Random) -> bytes:
    """Return an input for a target."""
    pieces = PIECES[name]
    parts = []
    for _ in range(chance.randint(1, 12)):
        part = chance.choice(pieces)
        if chance.random() < 0.1:
            part = b"".join(chance.choices(pieces, k=chance.randint(1, 3))) * chance.choice((10, 100, 2000))
        parts.append(part)
    data = chance.choice(_SEPARATORS).join(parts)[:_MOST_BYTES]
    if chance.random() < 0.1 and data:
        at = chance.randrange(len(data))
        data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    return gzip.compress(data, mtime=0) if name == "archive" and chance.random() < 0.3 else data
