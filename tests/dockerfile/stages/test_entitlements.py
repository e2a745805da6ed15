"""What a RUN may ask for only with `--allow`."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.errors import DockerfileError

BODY = "FROM scratch AS u\n{run}\nFROM scratch\nCOPY a /\n"


@pytest.mark.parametrize(
    ("run", "entitlement"),
    [("RUN --network=host true", "network.host"), ("RUN --security=insecure true", "security.insecure")],
)
def test_it_is_refused_without_allow_in_a_needed_stage(run: str, entitlement: str) -> None:
    dockerfile = parse(BODY.format(run=run).encode())
    assert usage(dockerfile).sources
    with pytest.raises(DockerfileError, match=f"--allow {entitlement}"):
        usage(dockerfile, target="u")
    with pytest.raises(DockerfileError, match=f"--allow {entitlement}"):
        usage(dockerfile, target="u", allow=["device"])
    assert usage(dockerfile, target="u", allow=[entitlement]).target.name == "u"


@pytest.mark.parametrize(
    "run", ["RUN --network=none true", "RUN --network=default true", "RUN --security=sandbox true"]
)
def test_what_is_usual_needs_nothing(run: str) -> None:
    assert usage(parse(BODY.format(run=run).encode()), target="u").target.name == "u"
