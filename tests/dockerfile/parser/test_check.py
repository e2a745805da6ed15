"""What Docker refuses before it looks at stages and variables, with the place and the advice."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.errors import DockerfileError


def refusal(text: str | bytes, name: str = "Dockerfile") -> str:
    with pytest.raises(DockerfileError) as caught:
        parse(text.encode() if isinstance(text, str) else text, name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "app.dockerfile: the Dockerfile is empty. Docker needs at least a FROM instruction."),
        ("\n# c\n", "app.dockerfile: the Dockerfile has no instructions. Docker needs at least a FROM instruction."),
        ("ARG X", "app.dockerfile: the Dockerfile has no stages. Docker needs at least a FROM instruction."),
        (
            "ARG X\nRUN a\nFROM b",
            "app.dockerfile:2: RUN stands before the first FROM. Only ARG may stand there; begin the stage with FROM.",
        ),
        ("FROM a\nFORM b", "app.dockerfile:2: FORM is not an instruction. Docker asks: did you mean FROM?"),
        ("FROM a\ncpoy a b", "app.dockerfile:2: cpoy is not an instruction. Docker asks: did you mean COPY?"),
        (
            "FROM a\nRUN b\n  && c",
            "app.dockerfile:3: && is not an instruction. Docker stops here; a long line is continued with \\ at its end.",
        ),
        (
            "FROM a\n\\\n",
            "app.dockerfile:2: nothing is not an instruction. Docker stops here; a long line is continued with \\ at its end.",
        ),
    ],
)
def test_a_file_is_refused_at_its_line(text: str, message: str) -> None:
    assert refusal(text, "app.dockerfile") == message


def test_the_first_refusal_is_the_one_that_docker_shows() -> None:
    assert refusal("RUN a\nFROM b c").startswith("Dockerfile:1: RUN stands before the first FROM.")
    assert refusal("FROM b c\nRUN <<EOF").startswith("Dockerfile:2: the here-document <<EOF does not end.")


def test_a_line_that_is_too_long_is_refused() -> None:
    message = refusal(b"FROM a\nRUN " + b"x" * 70_000)
    assert message == "Dockerfile:2: the line has more than 65535 bytes. Docker reads no longer lines; break it up."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("ADD a", "ADD has one argument. It needs at least two: Docker takes the last one as the destination."),
        ("COPY", "COPY has no arguments. It needs at least two: Docker takes the last one as the destination."),
        ('COPY ["a"]', "COPY has one argument. It needs at least two: Docker takes the last one as the destination."),
        ("COPY a <<E\nE", "COPY has a here-document as its destination. Put the destination last."),
        ("FROM a b", "FROM has 2 arguments. Write FROM image or FROM image AS name."),
        ("FROM", "FROM has no arguments. Write FROM image or FROM image AS name."),
        (
            "FROM a AS 1x",
            "`1x` is not a name for a stage. A name begins with a letter and has letters, digits, - _ and .",
        ),
        ("FROM a of b", "FROM has 3 arguments. Write FROM image or FROM image AS name."),
        ("ARG", "ARG has no argument. Docker needs at least one."),
        ("ARG a =b", "ARG has a blank name. Write ARG name or ARG name=value."),
        ("ENV", "ENV has no argument. Docker needs at least one."),
        ("ENV a", "ENV a has no value. Write ENV name=value."),
        ("ENV =b", "ENV has a blank name. Write ENV name=value."),
        ("ENV a=b c", "ENV has `c` without an =. Write ENV name=value, and quote a value that has blanks."),
        ("LABEL a", "LABEL a has no value. Write LABEL name=value."),
        ("EXPOSE", "EXPOSE has no argument. Docker needs at least one."),
        ("USER", "USER has no arguments. Docker needs exactly one."),
        ("WORKDIR", "WORKDIR has no arguments. Docker needs exactly one."),
        ("MAINTAINER", "MAINTAINER has no arguments. Docker needs exactly one."),
        ("STOPSIGNAL", "STOPSIGNAL has no arguments. Docker needs exactly one."),
        ("VOLUME", "VOLUME has no argument. Docker needs at least one."),
        ('VOLUME ["/a", " "]', "VOLUME has an empty path. Take it out."),
        ("SHELL sh -c", 'SHELL is not in JSON form. Write SHELL ["program", "argument"].'),
        ("SHELL []", "SHELL has no argument. Docker needs at least one."),
        ("ONBUILD", "ONBUILD has no argument. Docker needs at least one."),
        ("ONBUILD FROM a", "ONBUILD has FROM. Docker does not take it as a trigger."),
        ("onbuild onbuild RUN a", "ONBUILD has ONBUILD. Docker does not take it as a trigger."),
        ("HEALTHCHECK", "HEALTHCHECK has no argument. Docker needs at least one."),
        ("HEALTHCHECK a", "HEALTHCHECK has `a`. Write HEALTHCHECK CMD command, or HEALTHCHECK NONE."),
        ("HEALTHCHECK CMD", "HEALTHCHECK CMD has no command. Write HEALTHCHECK CMD command."),
        ("HEALTHCHECK NONE a", "HEALTHCHECK NONE has arguments. Take them out."),
        ("HEALTHCHECK --interval=1 CMD a", "--interval is `1`. Write a duration such as 30s or 1m30s."),
        ("HEALTHCHECK --timeout=1us CMD a", "--timeout is shorter than 1ms. Docker takes no shorter time."),
        ("HEALTHCHECK --retries=-1 CMD a", "--retries is `-1`. Write a number that is not negative."),
        ("RUN --network=x a", "--network is `x`. Docker knows default, none, host."),
        ("RUN --device=a,b a", "the device has `b` without a value. Write vendor/class=name, or name=…,required."),
        ("RUN --device=a,reqired=1 a", "the device has the unknown key `reqired`. Docker asks: did you mean required?"),
        (
            "RUN --device=a,size=1 a",
            "the device has the unknown key `size`. Write vendor/class=name, or name=…,required.",
        ),
        ("RUN --device=a,required=x a", "the device's required is `x`. required takes true or false."),
        ("RUN --device=a,name=b a", "the device has a second name, `b`. Write vendor/class=name, or name=…,required."),
        ("RUN --device= a", "the device is empty. Write vendor/class=name, or name=…,required."),
        (
            "RUN --mount=from=$X a",
            "a mount's from= holds a variable. Docker expands none there: name a stage that is FROM it.",
        ),
    ],
)
def test_an_instruction_is_refused(line: str, message: str) -> None:
    assert refusal(f"FROM scratch\n{line}\n") == f"Dockerfile:2: {message}"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("COPY --form=a b /", "COPY has the unknown flag --form. Docker asks: did you mean from?"),
        (
            "COPY --what b /",
            "COPY has the unknown flag --what. Its flags are --chown, --chmod, --link, --exclude, --from, --parents.",
        ),
        ("USER --x a", "USER has the unknown flag --x. It takes no flags."),
        ("COPY --link --link a /", "COPY has --link twice. Keep one of them."),
        ("COPY --chown a /", "--chown has no value. Write --chown=…."),
        ("COPY --link= a /", "--link has no value. Write --link=…."),
        ("COPY --link=yes a /", "--link is `yes`. --link takes true or false."),
        (
            "COPY --LINK a /",
            "COPY has the unknown flag --LINK. Its flags are --chown, --chmod, --link, --exclude, --from, --parents.",
        ),
        (
            "ADD --from=a b /",
            "ADD has the unknown flag --from. Its flags are --chown, --chmod, --link, --exclude, --keep-git-dir, --checksum, --unpack.",
        ),
        ("FROM --platfrm=a b", "FROM has the unknown flag --platfrm. Docker asks: did you mean platform?"),
    ],
)
def test_flags_are_refused(line: str, message: str) -> None:
    assert refusal(f"FROM scratch\n{line}\n") == f"Dockerfile:2: {message}"


@pytest.mark.parametrize(
    "line",
    [
        *("COPY --link=TRUE a /", "COPY --link=False a /", "COPY --exclude=a --exclude=b c /", "COPY --chown= a /"),
        *("ARG --x a", "STOPSIGNAL --x 9", "HEALTHCHECK --x NONE", "CMD", "ENTRYPOINT", "RUN", "FROM a AS a.b-c_1"),
        *(
            "RUN --device=a/b=c a",
            "RUN --device=name=a,required a",
            'RUN --device="a",required=true a',
            "RUN --device=required,a=b x",
        ),
        *("HEALTHCHECK --interval=1m30s --timeout=.5s --retries=0 CMD a", "HEALTHCHECK --start-period=0 CMD a"),
        *("ONBUILD RUN a", "RUN --network=host a", 'SHELL ["sh"]', "FROM a aS b"),
    ],
)
def test_docker_takes_this(line: str) -> None:
    assert parse(f"FROM scratch\n{line}\n".encode()).instructions[1].line == 2


def test_a_newer_front_end_knows_more_flags() -> None:
    text = b"# syntax=docker/dockerfile:1-labs\nFROM scratch\nCOPY --parents a /\nRUN --security=insecure b\n"
    assert len(parse(text).instructions) == 3
    assert (
        refusal(text.replace(b"insecure", b"x")) == "Dockerfile:4: --security is `x`. Docker knows insecure, sandbox."
    )
