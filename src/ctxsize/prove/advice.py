"""What a watched build teaches besides: a history that is sent for a version alone, and builds that depend on all tracked files."""

from __future__ import annotations

import re

from ctxsize.display.escaping import printable
from ctxsize.display.sizes import shown
from ctxsize.prove.statement import BuildAdvice, LineVerdict, ProofVerdict
from ctxsize.prove.suspects import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ctxsize.prove.tracing import Opened

COUPLED = "coupled"
VERSION = "version-only"
_USERS = {
    **dict.fromkeys(
        ("pyproject.toml", "setup.py", "setup.cfg"), r"\b(?:pip3?|python3?|uv|hatch|pdm|poetry|flit|tox|nox|pipx)\b"
    ),
    **dict.fromkeys(("Makefile", "makefile", "GNUmakefile"), r"\bmake\b"),
    "Directory.Build.props": r"\bdotnet\b",
}
MANIFESTS = tuple(_USERS)
"""Files in the root that say how a version is found; :data:`_USERS` says in which commands they count."""
_TOOLS = (
    (r"(?i)setuptools[-_]scm|hatch[-_]vcs|flit[-_]scm", "SETUPTOOLS_SCM_PRETEND_VERSION", "1.2.3"),
    (r"(?i)poetry[-_]dynamic[-_]versioning", "POETRY_DYNAMIC_VERSIONING_BYPASS", "1.2.3"),
    (r"\bpbr\b", "PBR_VERSION", "1.2.3"),
    (r"source\s*=\s*[\"']scm[\"']", "PDM_BUILD_SCM_VERSION", "1.2.3"),
    (r"\bMinVer\b", "MINVERVERSIONOVERRIDE", "1.2.3"),
    (r"\bgo\s+(?:build|install)\b", "GOFLAGS", "-buildvcs=false"),
)
"""What names a tool that asks git for a version, and the variable with which it does not."""
_MAKE = re.compile(r"(?m)^\s*(?:export\s+)?(\w+)\s*[:?]?=\s*\$[({]shell\s[^\n]*(?:\bgit\b|\.git/)")
_GIT = re.compile(r"\bgit\b[^\n;&|]*\b(?:describe|rev-parse|rev-list|log|show|tag|name-rev)\b|\.git/")


def advise(
    opened: Iterable[Opened],
    lines: Sequence[LineVerdict],
    manifests: Mapping[str, str],
    received: Mapping[str, int],
    dockerfile: str,
) -> tuple[BuildAdvice, ...]:
    """Return what could be changed, a piece for each RUN.

    Args:
        opened: what commands were seen to open.
        lines: the verdicts.
        manifests: the texts of :data:`MANIFESTS` that are there.
        received: the received files with their sizes.
        dockerfile: its name.

    """
    steps: dict[tuple[str, int | None], str] = {
        (" ".join(line.step.split()), line.line): COUPLED
        for line in lines
        if line.verdict is ProofVerdict.COUPLED and line.step
    }
    for one in opened:
        if ".git" in one.file.split("/")[:-1]:
            steps.setdefault((" ".join(one.step.split()), one.line), VERSION)
    size = sum(size for path, size in received.items() if ".git" in path.split("/")[:-1])
    found = []
    for (step, line), kind in steps.items():
        spared = _spared(step, manifests)
        if kind == COUPLED or spared:
            where = f"{printable(dockerfile)}:{line}: " if line is not None else ""
            sentence = f"{where}{printable(short(step))} {_sentence(kind, size, spared)}"
            found.append(BuildAdvice(kind=kind, step=step, line=line, sentence=sentence))
    return tuple(found)


def _sentence(kind: str, size: int, spared: str) -> str:
    if kind == COUPLED:
        text = (
            "asks git whether the work tree is as committed, so that excluding any tracked file changes what it makes."
        )
        return f"{text} {spared}" if spared else text
    return f"reads .git ({shown(size)}) for a version alone. {spared}"


def _spared(step: str, manifests: Mapping[str, str]) -> str:
    """Say which build argument makes a step do without git; empty where none is known."""
    texts = [step, *(text for name, text in manifests.items() if re.search(_USERS[name], step))]
    for text in texts:
        for pattern, name, value in _TOOLS:
            if re.search(pattern, text):
                return _argument(name, value)
    made = next((match[1] for text in texts[1:] if (match := _MAKE.search(text))), None)
    if made is not None:
        return f"With ARG {made} in that stage, make {made}=${made} in the command and --build-arg {made}=1.2.3 it need not be sent."
    return _argument("VERSION", "1.2.3", ", the command taking it from there") if _GIT.search(step) else ""


def _argument(name: str, value: str, more: str = "") -> str:
    return f"With ARG {name} in that stage{more} and --build-arg {name}={value} it need not be sent."
