"""A proof in words and as JSON."""

from __future__ import annotations

from ctxsize.prove.statement import Level, LineVerdict, Measure, Proof, ProofVerdict
from ctxsize.prove.words import document, duration, sentences

PROOF = Proof(
    date="2026-11-30",
    level=Level.SAME,
    builder="default",
    version="0.25",
    target="the final stage",
    fingerprint="3f9c0a1e",
    lines=(
        LineVerdict(pattern="data", verdict=ProofVerdict.SAME, bytes=1000, files=2),
        LineVerdict(
            pattern="docs",
            verdict=ProofVerdict.READ,
            evidence="RUN make opens docs/a",
            step="RUN make",
            line=9,
            bytes=5,
            files=1,
        ),
    ),
    builds=4,
    seconds=151.0,
    before=Measure(bytes=431_200_000, files=20, seconds=40.0),
    after=Measure(bytes=1_200_000, files=18, seconds=39.0),
    noisy=("out/id",),
)


def test_what_was_proved_what_was_not_and_what_was_not_compared() -> None:
    text = "\n".join(sentences(PROOF))
    assert text.startswith(
        "Proved in 4 builds, 2m 31s: 1 line, 430.00MB and 2 files less to send, image unchanged (1 file differs"
    )
    assert "\nNot proved\n  docs: read: RUN make opens docs/a (Dockerfile:9)" in text
    assert "\nNot compared, for they differ in every build\n  /out/id" in text


def test_a_loss_is_never_called_the_same() -> None:
    lines = (PROOF.lines[0].replace(verdict=ProofVerdict.LESS),)
    text = "\n".join(sentences(PROOF.replace(level=Level.LESS, lines=lines, noisy=())))
    assert "image unchanged" not in text
    assert "the image lacks what they exclude" in text
    assert "The image loses these; nothing shows whether it needs them when it runs\n  data" in text


def test_without_a_proved_line_that_is_said_first() -> None:
    assert next(sentences(PROOF.replace(lines=PROOF.lines[1:]))).startswith("Proved no line in 4 builds")


def test_json_says_which_lines_are_proved_at_the_level() -> None:
    found = document(PROOF)
    assert [(line["pattern"], line["proved"]) for line in found["lines"]] == [("data", True), ("docs", False)]
    assert found["bytes_less"] == 430_000_000


def test_times_are_said_as_people_say_them() -> None:
    assert [duration(seconds) for seconds in (4.25, 31.4, 151.0, 600.0)] == ["4.2s", "31s", "2m 31s", "10m 0s"]
