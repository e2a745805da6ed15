"""Names of images and named contexts (the reference library that Docker uses)."""

from __future__ import annotations

import re

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.golang.text import lower
from ctxsize.record import Record

SCRATCH = "scratch"
_HUB = "docker.io"
_OFFICIAL = "library/"
_LONGEST = 255
_LABEL = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_DOMAIN = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_PART = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_PATH = rf"{_PART}(?:/{_PART})*"
_DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
_REFERENCE = rf"({_DOMAIN})/({_PATH})(?::([A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}}))?(?:@({_DIGEST}))?"
_DIGEST_SIZES = {"sha256": 64, "sha384": 96, "sha512": 128}
_IDENTIFIER = r"[a-f0-9]{64}"


class Image(Record):
    """An image's name in its parts; `tag` and `digest` are empty when they are not written."""

    domain: str
    path: str
    tag: str
    digest: str

    @property
    def full(self) -> str:
        """The whole name, with the tag `latest` when it has neither tag nor digest."""
        tag = self.tag or ("" if self.digest else "latest")
        return f"{self.domain}/{self.path}" + (f":{tag}" if tag else "") + (f"@{self.digest}" if self.digest else "")

    @property
    def context_name(self) -> str:
        """The name under which BuildKit looks for a named context: the short form, without the tag `latest`."""
        path = self.path
        if self.domain != _HUB:
            path = f"{self.domain}/{path}"
        elif path.startswith(_OFFICIAL) and "/" not in path[len(_OFFICIAL) :]:
            path = path[len(_OFFICIAL) :]
        name = path + (f":{self.tag}" if self.tag else "") + (f"@{self.digest}" if self.digest else "")
        return name.removesuffix(":latest")


def image_of(name: str) -> Image:
    """Return the parts of an image's name; raises RefusalError when it is none."""
    if re.fullmatch(_IDENTIFIER, name):
        raise RefusalError(f"`{name}` is an identifier", "Docker takes no bare identifier here; name the image")
    domain, rest = _split_domain(name)
    path = rest.partition(":")[0]
    if lower(path) != path:
        raise RefusalError(
            f"`{name}` is neither a stage nor the name of an image",
            "Docker looks for a stage in lower case here, and a repository's name has no capital letters",
        )
    match = re.fullmatch(_REFERENCE, f"{domain}/{rest}")
    if match is None or len(match[2]) > _LONGEST or (match[4] and not is_digest(match[4])):
        raise RefusalError(
            f"`{name}` is neither a stage nor the name of an image",
            "Docker takes names such as alpine or ghcr.io/org/tool:1.2",
        )
    return Image(domain=match[1], path=match[2], tag=match[3] or "", digest=match[4] or "")


def context_name(name: str) -> str:
    """Return the normal form of a named context's name, as the client and BuildKit make it; raises RefusalError."""
    return image_of(name).context_name


def is_digest(text: str) -> bool:
    """Return whether `text` is a digest that Docker knows: `sha256:` and 64 hexadecimal digits in lower case."""
    algorithm, _, value = text.partition(":")
    return _DIGEST_SIZES.get(algorithm) == len(value) and not value.strip("0123456789abcdef")


def _split_domain(name: str) -> tuple[str, str]:
    first, slash, rest = name.partition("/")
    if not slash:
        return _HUB, _OFFICIAL + name
    if first == "index.docker.io":
        domain = _HUB
    elif first == "localhost" or "." in first or ":" in first or lower(first) != first:
        domain = first
    else:
        domain, rest = _HUB, name
    return domain, rest if domain != _HUB or "/" in rest else _OFFICIAL + rest
