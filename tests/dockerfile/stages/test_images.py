"""Names of images and named contexts."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.stages.images import context_name, image_of, is_digest

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("name", "full", "context"),
    [
        ("alpine", "docker.io/library/alpine:latest", "alpine"),
        ("alpine:latest", "docker.io/library/alpine:latest", "alpine"),
        ("alpine:3.20", "docker.io/library/alpine:3.20", "alpine:3.20"),
        ("library/alpine", "docker.io/library/alpine:latest", "alpine"),
        ("docker.io/alpine", "docker.io/library/alpine:latest", "alpine"),
        ("index.docker.io/library/alpine", "docker.io/library/alpine:latest", "alpine"),
        ("org/tool", "docker.io/org/tool:latest", "org/tool"),
        ("ghcr.io/org/tool:1", "ghcr.io/org/tool:1", "ghcr.io/org/tool:1"),
        ("localhost/a", "localhost/a:latest", "localhost/a"),
        ("localhost:5000/a/b", "localhost:5000/a/b:latest", "localhost:5000/a/b"),
        ("Host/a", "Host/a:latest", "Host/a"),
        ("[::1]:5000/a", "[::1]:5000/a:latest", "[::1]:5000/a"),
        ("a__b.c-d", "docker.io/library/a__b.c-d:latest", "a__b.c-d"),
        (f"alpine@{DIGEST}", f"docker.io/library/alpine@{DIGEST}", f"alpine@{DIGEST}"),
        (f"alpine:1@{DIGEST}", f"docker.io/library/alpine:1@{DIGEST}", f"alpine:1@{DIGEST}"),
    ],
)
def test_names(name: str, full: str, context: str) -> None:
    assert image_of(name).full == full
    assert context_name(name) == context


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Alpine",
        "a/B",
        "a b",
        "a:",
        "a:b:c",
        "a..b",
        "a___b",
        "-a",
        "a@sha256:1",
        "a@md5:" + "a" * 32,
        "a" * 64,
        "a" * 256,
        "http://h/a",
    ],
)
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(RefusalError):
        image_of(name)


def test_digests() -> None:
    assert is_digest(DIGEST)
    assert is_digest("sha512:" + "0" * 128)
    assert not is_digest(DIGEST.upper())
    assert not is_digest(DIGEST[:-1])
    assert not is_digest("md5:" + "0" * 32)
