"""What may take more of the context than the Dockerfile says: another front end, and ONBUILD of a base image."""

from __future__ import annotations

import re

from ctxsize.display.escaping import printable, quoted
from ctxsize.rules import UNSEEN_INSTRUCTIONS
from ctxsize.rules.finding import Confidence, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxsize.dockerfile.sources import Usage


def find(usage: Usage | None, dockerfile: str, front_end: str | None) -> Iterator[Finding]:
    """Yield a finding for a foreign front end, and one for each base image that is known for its ONBUILD.

    Args:
        usage: what the target takes; ``None`` where that is not known.
        dockerfile: its name in sentences.
        front_end: the image that reads the Dockerfile, if it is not one of Docker's own.

    """
    if front_end is not None:
        yield _finding(
            dockerfile,
            1,
            f"The front end {printable(front_end)} reads this file, and may read other files than Docker's own does",
            "What is said here holds for what Docker's own front end takes.",
        )
    for pull in usage.pulls if usage is not None else ():
        if "onbuild" in pull.image and re.search(r"[:/-]onbuild(?:[-.@]|$)|-onbuild", pull.image):
            yield _finding(
                dockerfile,
                pull.line,
                f"{quoted(pull.image)} has ONBUILD instructions, which most likely copy the context; base images are not analyzed",
                "Look at them with `docker image inspect`, or write the instructions into this Dockerfile.",
            )


def _finding(dockerfile: str, line: int, message: str, advice: str) -> Finding:
    rule = UNSEEN_INSTRUCTIONS
    return Finding(
        rule=rule,
        severity=rule.severity,
        confidence=Confidence.HIGH,
        path=dockerfile,
        line=line,
        message=message,
        advice=advice,
    )
