"""Writes constraints.txt: the versions that this environment has of everything that ctxsize needs to run.

    python -m tools.constraints

Renew it in a fresh environment whose tests pass. The action installs with it, so that a release of a dependency breaks no job.
"""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

FILE = Path(__file__).parents[1] / "constraints.txt"
HEAD = "# What ctxsize is tested with: `pip install -c constraints.txt ctxsize`. Written by `python -m tools.constraints`.\n"


def needed(name: str, known: set[str] | None = None) -> set[str]:
    """Return the names of all distributions that one needs to run, itself left out."""
    known = set() if known is None else known
    for text in distribution(name).requires or ():
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        found = distribution(requirement.name).name.lower()
        if found not in known:
            known.add(found)
            needed(found, known)
    return known


def constraints() -> str:
    """Return the text of the file."""
    return HEAD + "".join(f"{name}=={distribution(name).version}\n" for name in sorted(needed("ctxsize")))


if __name__ == "__main__":
    FILE.write_text(constraints(), "utf-8")
