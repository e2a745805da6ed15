"""How closely an instruction names a path."""

from __future__ import annotations

import pytest

from ctxsize.needs.takes import How
from tests.needs.contexts import needs


@pytest.mark.parametrize(
    ("copy", "path", "how"),
    [
        ("COPY models/ /m/", "models", How.ITSELF),
        ("COPY models/ /m/", "models/v2.pt", How.AROUND),
        ("COPY models/* /m/", "models/v2.pt", How.AROUND),
        ("ADD models /m", "models/deep/v2.pt", How.AROUND),
        ("COPY target/*.jar /", "target", How.INSIDE),
        ("COPY target/*.jar /", "target/a.jar", How.ITSELF),
        ("COPY target/*.jar /", "target/classes", None),
        ("COPY target/app/x /", "target", How.INSIDE),
        ("COPY . /", "anything/at/all", How.WHOLE),
        ("COPY * /", "anything", How.WHOLE),
        ("COPY src /", "srcs", None),
        ("RUN --mount=type=bind,source=data,target=/d ls", "data/x.csv", How.AROUND),
    ],
)
def test_names(copy: str, path: str, how: How | None) -> None:
    take = needs(f"FROM scratch\n{copy}\n" if copy[:3] != "RUN" else f"FROM alpine\n{copy}\n").takes(path)
    assert (take.how if take is not None else None) == how


def test_the_closest_counts_and_its_line_is_named() -> None:
    take = needs("FROM scratch\nCOPY . /\nCOPY dist /d\n").takes("dist")
    assert take is not None
    assert (take.how, take.statement.words, take.statement.evidence.line) == (
        How.ITSELF,
        "Dockerfile:3 takes 'dist'",
        3,
    )
