"""Platforms such as `linux/arm64/v8` (containerd's `platforms`), and the arguments that come from them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.golang.text import lower
from ctxsize.record import Record

_SYSTEMS = (
    r"aix|android|darwin|dragonfly|freebsd|hurd|illumos|ios|js|linux|nacl|netbsd|openbsd|plan9|solaris|windows|zos"
)
_MACHINES = (
    r"386|amd64(p32)?|arm(be|64|64be)?|ppc(64|64le)?|loong64|mips(64|64p32)?(le)?|riscv(64)?|s390x?|sparc(64)?|wasm"
)
_SYSTEM = r"([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.-]*)()\))?"
_SYSTEM_WITH_FEATURES = r"([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?"
_BAD_ESCAPE = r"%(?![0-9a-fA-F]{2})"
_PART = r"[A-Za-z0-9_.-]+"
_ARM64 = {"8": "", "v8": "", "v8.0": "", "9": "v9", "9.0": "v9", "v9.0": "v9"}
_ARM = {"": "v7", "7": "v7", "5": "v5", "6": "v6", "8": "v8"}
_MOST_PARTS = 3
_ADVICE = "Write os/architecture, such as linux/amd64 or linux/arm64"


class Platform(Record):
    """A platform in its parts; `version` is that of the operating system, empty for all but Windows."""

    system: str
    machine: str
    variant: str = ""
    version: str = ""

    def text(self, *, version: bool) -> str:
        """Return the platform as text, with the operating system's version if asked for."""
        system = f"{self.system}({self.version})" if version and self.version else self.system
        return "/".join(part for part in (system, self.machine, self.variant) if part)


def platform_of(text: str, default: Platform, *, features: bool = False) -> Platform:
    """Return the platform that `text` names, completed from `default`; raises RefusalError when it names none.

    `features` is whether the operating system may have some, which are checked and left out.
    """
    parts = text.split("/")
    system = _system(parts[0], features=features)
    if system is None or len(parts) > _MOST_PARTS or not all(map(_is_part, parts[1:])):
        raise RefusalError(f"unknown platform `{text}`", _ADVICE)
    name, version = {"macos": "darwin"}.get(lower(system[0]), lower(system[0])), system[1]
    if len(parts) > 1:
        machine, variant = _machine(parts[1], parts[2] if len(parts) > 2 else "")  # noqa: PLR2004 - with a variant
        variant = _plain(machine, variant, written=len(parts) > 2)  # noqa: PLR2004 - with a variant
        return Platform(system=name, machine=machine, variant=variant, version=version)
    if re.fullmatch(_SYSTEMS, name):
        return Platform(system=name, machine=default.machine, variant=default.variant, version=version)
    machine, variant = _machine(parts[0], "")
    if not re.fullmatch(_MACHINES, machine):
        raise RefusalError(f"unknown platform `{text}`", _ADVICE)
    return Platform(
        system=default.system, machine=machine, variant=_plain(machine, variant, written=False), version=version
    )


def _system(text: str, *, features: bool) -> tuple[str, str] | None:
    """Return the name and the version of an operating system as written; ``None`` if it is none."""
    if text.isalnum() and text.isascii():
        return text, ""
    found = re.fullmatch(_SYSTEM_WITH_FEATURES if features else _SYSTEM, text)
    if found is None or re.search(_BAD_ESCAPE, (found[2] or "") + (found[3] or "")):
        return None
    return found[1], found[2] or ""


def _is_part(text: str) -> bool:
    return (text.isalnum() and text.isascii()) or re.fullmatch(_PART, text) is not None


def normal(platform: Platform) -> Platform:
    """Return the platform as BuildKit hands it on: arm gets its variant, arm64 loses the usual one."""
    machine, variant = _machine(platform.machine, platform.variant)
    return Platform(system=platform.system, machine=machine, variant=variant, version=platform.version)


def platform_arguments(build: Platform, target: Platform, stage: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return the arguments that every Dockerfile may declare: BUILDPLATFORM, TARGETARCH and their kin.

    Those that are `given` win. `stage` is the target's name as asked for, empty for a target without a name.
    """
    values = {
        "BUILDPLATFORM": build.text(version=False),
        "BUILDOS": build.system,
        "BUILDOSVERSION": build.version,
        "BUILDARCH": build.machine,
        "BUILDVARIANT": build.variant,
        "TARGETPLATFORM": target.text(version=True),
        "TARGETOS": target.system,
        "TARGETOSVERSION": target.version,
        "TARGETARCH": target.machine,
        "TARGETVARIANT": target.variant,
        "TARGETSTAGE": stage or "default",
    }
    return {name: given.get(name, value) for name, value in values.items()}


def _machine(machine: str, variant: str) -> tuple[str, str]:
    machine, variant = lower(machine), lower(variant)
    if machine == "i386":
        return "386", ""
    if machine in {"x86_64", "x86-64", "amd64"}:
        return "amd64", "" if variant == "v1" else variant
    if machine in {"aarch64", "arm64"}:
        return "arm64", _ARM64.get(variant, variant)
    if machine in {"armhf", "armel"}:
        return "arm", "v7" if machine == "armhf" else "v6"
    return machine, _ARM.get(variant, variant) if machine == "arm" else variant


def _plain(machine: str, variant: str, *, written: bool) -> str:
    """Return the variant as it stands before `normal`.

    The usual one of arm is left out unless it was written; that of arm64 is put in when it was.
    """
    if not written:
        return "" if machine == "arm" and variant == "v7" else variant
    return "v8" if machine == "arm64" and not variant else variant
