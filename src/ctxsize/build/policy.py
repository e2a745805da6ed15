"""`Dockerfile.rego` beside the Dockerfile: a build policy, which newer clients ask before anything is sent.

The policy itself is not run. What surely stops the build is said; of all others, that there is one.
"""

from __future__ import annotations

import os
import re

from ctxsize.display.escaping import printable
from ctxsize.dockerfile.traits import POLICY_FILE, POLICY_MUST_BE_FILE
from ctxsize.errors import BuildRefusedError
from ctxsize.files.read import read_named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.dockerfile.engine import Engine

_LONGEST = 1 << 20
_CLOSING = {")": "(", "]": "[", "}": "{"}


def check_policy(file: str, engine: Engine) -> str | None:
    """Return what to say of a Dockerfile's policy, or None if it is none that this engine's client reads.

    Args:
        file: its path on disk, as the client comes to it; there is something.
        engine: the one to answer for.

    Raises:
        BuildRefusedError: if the policy can't be read, can't be understood, or allows nothing.

    """
    if not engine.has(POLICY_FILE):
        return None
    if not engine.has(POLICY_MUST_BE_FILE) and (os.path.islink(file) or not os.path.isfile(file)):
        return None
    shown = printable(os.path.basename(file))
    try:
        text = read_named(file, _LONGEST).decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        message = (
            f"{shown}: {error.strerror}; docker build takes it for a build policy and stops here. Rename or mend it."
        )
        raise BuildRefusedError(message) from None
    flaw = _flaw(text)
    if flaw is not None:
        message = f"{shown} is a build policy that {flaw}; docker build stops here before anything is sent. Mend it."
        raise BuildRefusedError(message)
    return f"{shown}: a build policy, which docker build asks before anything is sent; ctxsize does not run it."


def _flaw(text: str) -> str | None:
    """Return why a policy surely stops the build: it is no Rego, decides nothing, or allows nothing."""
    code = _without_comments(text)
    if code is None:
        return "has a bracket or a quote that does not close"
    package = re.match(r"\s*package\s+([\w.\[\]\"]+)", code)
    if package is None:
        return "does not begin with its package"
    if package[1] not in {"docker", 'docker["decision"]'} or not re.search(
        r"(?m)^[^\S\n]*(default\s+)?decision\b", code
    ):
        return "decides nothing: it must define `decision` in the package docker"
    allowing = [found[1] for found in re.finditer(r'"allow"\s*:\s*([^,}\s]+)', code)]
    rules = re.sub(r"(?m)^[^\S\n]*default\s+allow\s*:?=\s*false\s*$", "", code)
    if not re.search(r"(?m)^[^\S\n]*allow\b", rules) and all(value in {"false", "allow"} for value in allowing):
        return None if re.search(r"\bdecision\s*(:?=|\bif\b)\s*[^{\s]", rules) else "allows nothing"
    return None


def _without_comments(text: str) -> str | None:
    """Return the text without comments, strings kept; None if a bracket or a quote does not close."""
    kept: list[str] = []
    expected: list[str] = []
    for found in re.finditer(r'#[^\n]*|"(?:[^"\\\n]|\\.)*"|`[^`]*`|[^#"`()\[\]{}]+|.', text, re.DOTALL):
        token = found[0]
        if token[0] == "#":
            continue
        kept.append(token)
        if token in {'"', "`"}:
            return None
        if token in _CLOSING.values():
            expected.append(token)
        elif token in _CLOSING and (not expected or expected.pop() != _CLOSING[token]):
            return None
    return None if expected else "".join(kept)
