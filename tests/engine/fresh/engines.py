"""What a build has besides files and instructions: checks that are errors, an environment, platforms, odd times.

Each is put onto a case that is there already, so that the same seed still gives the same tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final

from tests.engine.cases import Case, TreeEntry

_CHECKS: Final = (
    "error=true",
    "error=true",
    "error=true",
    "skip=all;error=true",
    "skip=CopyIgnoredFile,FromAsCasing;error=true",
    "error=true;experimental=all",
    "experimental=CopyIgnoredFile;error=1",
    "error=false",
    "error=maybe",
    "foo=1",
)
_CHECKED: Final = (
    "ENV a b",
    "ENV K=v PASSWORD=x",
    "ARG API_TOKEN",
    "ARG PUBLIC_KEY",
    "ARG KEY_FILE=a",
    "LABEL a b",
    "MAINTAINER me",
    "WORKDIR sub",
    "WORKDIR /sub",
    "CMD true",
    'CMD ["true"]',
    "ENTRYPOINT true",
    "ENTRYPOINT []",
    'SHELL ["/bin/sh", "-c"]',
    "HEALTHCHECK NONE",
    "HEALTHCHECK CMD true",
    "EXPOSE 80/TCP",
    "EXPOSE 127.0.0.1:80:80",
    "EXPOSE 80 443/udp",
    "LABEL x=$UNSET",
    "ENV y=${V:-a}",
    "USER $NOBODY",
    "copy nope* /",
    "Label a=b",
    "# V is a comment\nARG V",
    "# other\nARG V",
    "# check=skip=all\nCMD true",
    "LABEL a=b \\\n\n c=d",
)
_PLATFORMS: Final = (
    *("linux/amd64", "linux/arm64", "linux/arm/v7", "linux/arm", "arm64", "linux", "local", "linux(5.4)/amd64"),
    *("windows/amd64", "windows(10.0.17763)/amd64", "linux/", "what", "", "linux/amd64/v1", "x86_64", "LINUX/ARM64/v8"),
)
_EPOCHS: Final = ("0", "007", "+5", "-3", "abc", "1.5", "", "context", "9" * 19)
_TIMES: Final = (-1, -2_208_988_800, 0, 1, 9_223_372_036, 9_223_372_037, 10_413_792_000, 15_000_000_000)
_BAD_SOURCES: Final = ("[b-a]*", "[a", "[", "a[", "[]a]", "[^a]*", "\\\\", "[!a]*", "x[b-a", "*[")
_BAD_EXCLUDES: Final = ("[", "[b-a]", "!", "[]a]", "!*.md", "**", "*.md", "\\m", "a[", "![b-a]", "")
_LAST: Final = 18_722
"""So many patterns of eight bytes are one more than fit into a request."""


def with_surroundings(random: Random, case: Case) -> Case:
    """Return the case with one or two of them, or as it is."""
    if random.random() < 0.5:
        return case
    for put in random.sample(_ALL, random.choice((1, 1, 2))):
        put(random, case)
    return case


def _dockerfile(case: Case) -> TreeEntry | None:
    entries = [*case["tree"], *case.get("around", [])]
    return next((entry for entry in entries if "FROM " in entry.get("content", "")), None)


def _inserted(random: Random, case: Case, line: str) -> None:
    """Put an instruction behind some other of the Dockerfile."""
    entry = _dockerfile(case)
    if entry is None or "<<" in entry["content"] or "`" in entry["content"] or "\r" in entry["content"]:
        return
    lines = entry["content"].split("\n")
    places = [at for at in range(1, len(lines)) if lines[at - 1][:1].isalpha() and not lines[at - 1].endswith("\\")]
    places = [at for at in places if any(before.startswith("FROM") for before in lines[:at])]
    if places:
        at = random.choice(places)
        entry["content"] = "\n".join([*lines[:at], line, *lines[at:]])


def _checks(random: Random, case: Case) -> None:
    value = random.choice(_CHECKS)
    entry = _dockerfile(case)
    if entry is not None:
        for _ in range(random.choice((0, 0, 1, 2, 3))):
            _inserted(random, case, random.choice(_CHECKED))
        if random.random() < 0.3:
            entry["content"] = re.sub(
                r"\bFROM (\S+)",
                random.choice((r"from \1", r"FROM \1$U", r"FROM --platform=linux/amd64 \1")),
                entry["content"],
                count=1,
            )
    if entry is not None and random.random() < 0.75:
        entry["content"] = f"# check={value}\n{entry['content']}"
    else:
        case["args"] += ["--build-arg", f"BUILDKIT_DOCKERFILE_CHECK={value}"]


def _platform(random: Random, case: Case) -> None:
    platform = random.choice(_PLATFORMS)
    if random.random() < 0.6:
        case["args"] += ["--platform", platform]
    else:
        case["env"] = {**case.get("env", {}), "DOCKER_DEFAULT_PLATFORM": platform}
    name = random.choice(("TARGETARCH", "TARGETPLATFORM", "TARGETVARIANT", "TARGETOSVERSION", "BUILDPLATFORM"))
    for kind in ("amd64", "arm64"):
        case["tree"].append({"path": f"bin-{kind}", "type": "file", "content": kind})
    _inserted(random, case, f"ARG {name}\nCOPY bin-${name}* /p/")


def _epoch(random: Random, case: Case) -> None:
    epoch = random.choice(_EPOCHS)
    if random.random() < 0.5:
        case["env"] = {**case.get("env", {}), "SOURCE_DATE_EPOCH": epoch}
    else:
        case["args"] += ["--build-arg", f"SOURCE_DATE_EPOCH={epoch}"]
    if random.random() < 0.5:
        _inserted(random, case, "ARG SOURCE_DATE_EPOCH\nCOPY a$SOURCE_DATE_EPOCH* /e/")


def _times(random: Random, case: Case) -> None:
    for entry in case["tree"]:
        if random.random() < 0.3:
            entry["mtime_ns"] = random.choice(_TIMES) * 10**9 + random.choice((0, 0, 1, 999_999_999))


def _sources(random: Random, case: Case) -> None:
    _inserted(random, case, f'COPY ["{random.choice(_BAD_SOURCES)}", "/m/"]')


def _excludes(random: Random, case: Case) -> None:
    paths = [entry["path"] for entry in case["tree"] if entry["path"].isalnum()] or ["."]
    source = random.choice([*paths, ".", "*", "$UNSET"])
    _inserted(random, case, f"COPY --exclude={random.choice(_BAD_EXCLUDES)} {source} /x/")


def _parents(random: Random, case: Case) -> None:
    paths = [entry["path"] for entry in case["tree"] if entry["path"].isascii() and " " not in entry["path"]] or ["a"]
    path = random.choice(paths)
    pivot = path.replace("/", "/./", 1) if random.random() < 0.4 else path
    _inserted(random, case, f"COPY --parents {random.choice((pivot, f'{path}*', './' + pivot, 'nope', '.'))} /p/")


def _request(random: Random, case: Case) -> None:
    if random.random() < 0.9:
        return  # it takes a second
    lines = "".join(f"n{number:07d}\n" for number in range(_LAST - random.choice((0, 1, 2, 30))))
    case["tree"] = [entry for entry in case["tree"] if entry["path"] != ".dockerignore"]
    case["tree"].append({"path": ".dockerignore", "type": "file", "content": lines})


def _entitlements(random: Random, case: Case) -> None:
    if random.random() < 0.3:
        case["args"] += ["--allow", "network.host"]
    _inserted(random, case, "RUN --network=host true")


_ALL: Final[tuple[Callable[[Random, Case], None], ...]] = (
    *(_checks, _checks, _checks, _platform, _platform, _epoch, _times, _sources, _excludes, _excludes),
    *(_parents, _request, _entitlements),
)
