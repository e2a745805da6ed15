"""Variables that only the image of a stage can set: what it sets is unknown, so nothing is refused over them."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.errors import DockerfileError


def sources_of(text: str) -> list[str]:
    return [source.path for source in usage(parse(text.encode())).sources]


@pytest.mark.parametrize(
    "instruction",
    ["VOLUME $DATA", "VOLUME /cache $DATA", "STOPSIGNAL ${SIGNAL}", "USER ${NAME:?no name}", "LABEL a=${A:?}"],
)
def test_an_image_may_set_what_an_instruction_without_paths_needs(instruction: str) -> None:
    assert sources_of(f"FROM base\n{instruction}\nCOPY a /") == ["a"]
    assert sources_of(f"FROM base AS one\nFROM one\n{instruction}\nCOPY a /") == ["a"]


@pytest.mark.parametrize("instruction", ["VOLUME $DATA", "STOPSIGNAL ${SIGNAL}", "USER ${NAME:?no name}"])
def test_nothing_sets_a_variable_where_a_stage_starts_from_nothing(instruction: str) -> None:
    with pytest.raises(DockerfileError, match=r"^Dockerfile:2: "):
        usage(parse(f"FROM scratch\n{instruction}\n".encode()))


@pytest.mark.parametrize(
    "lines", ["ENV DATA=\nVOLUME $DATA", "VOLUME ''", 'USER "$NAME', "EXPOSE $PORT/none", "LABEL a=${A.b}"]
)
def test_no_image_mends_what_is_wrong_without_its_variables(lines: str) -> None:
    with pytest.raises(DockerfileError, match=r"^Dockerfile:\d: "):
        usage(parse(f"FROM base\n{lines}\n".encode()))
