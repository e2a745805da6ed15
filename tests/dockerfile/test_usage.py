"""Which paths a target asks for: stages, arguments, sources."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import Usage, usage
from ctxsize.errors import DockerfileError


def used(text: str, **options: object) -> Usage:
    return usage(parse(text.encode()), **options)  # type: ignore[arg-type]


def asked(text: str, **options: object) -> tuple[str, ...] | str | None:
    """Return the paths that are asked of the main context, `*all*` when it is the whole, None when it is not asked."""
    request = used(text, **options).main
    return None if request is None else "*all*" if request.paths is None else request.paths


def refusal(text: str, **options: object) -> str:
    with pytest.raises(DockerfileError) as caught:
        used(text, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("lines", "paths"),
    [
        ("RUN a", None),
        ("COPY a /", ("a",)),
        ("ADD a b/ /x/", ("a", "b")),
        ("copy b a a /x/", ("a", "b")),
        ('COPY ["a b", "/x"]', ("a b",)),
        ("COPY /a ./b ../../c d//e/../f /x/", ("a", "b", "c", "d/f")),
        ("COPY *.txt [a]? /x/", ("*.txt", "[a]?")),
        ("COPY . /x", "*all*"),
        ("COPY a / /x/", "*all*"),
        ("COPY a/.. /x/", "*all*"),
        ("COPY $UNSET /x/", "*all*"),
        ("COPY \"a\" 'b' c\\ d /x/", ("a", "b", "c", "d")),
        ("COPY --link --chown=u:g --chmod=755 a /x", ("a",)),
        ("COPY --exclude=*.md a /x", ("a",)),
        # Not from the context.
        ("ADD https://h/a http://h/b /x/", None),
        ("ADD https://h/r.git git@h:r.git git://h/r ssh://h/r /x/", "*all*"),
        ("ADD https://h/a b /x/", ("b",)),
        ("COPY <<E /x\na\nE", None),
        ("COPY a <<E b /x/\nE", ("a", "b")),
        ("COPY --from=image a /x", None),
        # Not a git repository and not a URL.
        (
            "ADD HTTPS://h/a ./git@h:r.git github.com/a/b c:/x /x/",
            ("HTTPS:/h/a", "c:/x", "git@h:r.git", "github.com/a/b"),
        ),
        # Mounts.
        ("RUN --mount=source=a,target=/m b", ("a",)),
        ("RUN --mount=type=bind,src=/a/,dst=/m b", ("a",)),
        ("RUN --mount=TYPE=BIND,SOURCE=a,Destination=/m,ro b", ("a",)),
        ("RUN --mount=target=/m b", "*all*"),
        ("RUN --mount=type=bind,source=.,target=/m b", "*all*"),
        ("RUN --mount=source=$UNSET,target=/m b", "*all*"),
        ('RUN --mount="source=a,b",target=/m b', "refused"),
        ("RUN --mount='\"source=a,b\",target=/m' b", ("a,b",)),
        ("RUN --mount=source=a*,target=/m b", ("a*",)),
        ("RUN --mount=source=a,target=/m --mount=source=b,target=/n c", ("a", "b")),
        ("RUN --mount=type=cache,target=/m b", None),
        ("RUN --mount=type=cache,source=a,target=/m b", None),
        ("RUN --mount=type=secret,id=a b", None),
        ("RUN --mount=type=ssh b", None),
        ("RUN --mount=type=tmpfs,target=/m b", None),
        ("RUN --mount=type=tmpfs,target=/m b\nCOPY a /", "*all*"),
        ("RUN --mount=from=image,target=/m b", None),
    ],
)
def test_sources(lines: str, paths: tuple[str, ...] | str | None) -> None:
    if paths == "refused":
        refusal(f"FROM scratch\n{lines}\n")
    elif lines.startswith("ADD https://h/r.git"):
        # Repositories are among the paths that BuildKit notes, but nothing makes it ask for them.
        assert asked(f"FROM scratch\n{lines}\n") is None
    else:
        assert asked(f"FROM scratch\n{lines}\n") == paths


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("FROM scratch\nARG A=a\nCOPY $A /", "a"),
        ("FROM scratch\nARG A\nCOPY ${A:-d} /", "d"),
        ("FROM scratch\nENV A=a\nCOPY $A/b /", "a/b"),
        # A global ARG is visible after an ARG in the stage.
        ("ARG A=a\nFROM scratch\nCOPY x$A /", "x"),
        ("ARG A=a\nFROM scratch\nARG A\nCOPY x$A /", "xa"),
        ("ARG A=a\nFROM scratch\nARG A=b\nCOPY x$A /", "xb"),
        ("ARG A=a\nARG B=$A/b\nFROM scratch\nARG B\nCOPY $B /", "a/b"),
        ("ARG A=a B=${A}b\nFROM scratch\nARG B\nCOPY $B /", "ab"),
        # The later one of ARG and ENV stands, in one instruction the values are those from before it.
        ("FROM scratch\nENV A=a\nARG A=b\nCOPY $A /", "b"),
        ("FROM scratch\nARG A=b\nENV A=a\nCOPY $A /", "a"),
        ("FROM scratch\nENV A=1\nENV A=2 B=$A\nCOPY $B /", "1"),
        ("FROM scratch\nARG A=1\nARG A=2 B=$A\nCOPY $B /", "2"),
        # What a stage starts from hands on its ENV and its ARGs.
        ("FROM scratch AS one\nENV A=a\nFROM one\nCOPY $A /", "a"),
        ("FROM scratch AS one\nENV A=a\nFROM scratch\nCOPY x$A /", "x"),
        ("FROM scratch\nENV A='a b'\nCOPY $A /", "a b"),
        ('FROM scratch\nENV A="a" B=b\\ c\nCOPY $A$B /', "ab c"),
        ("FROM scratch\nENV A a b\nCOPY $A /", "a b"),
        ("FROM scratch\nWORKDIR /w\nCOPY a$PWD /", "a"),
        ("FROM scratch\nCOPY x$PATH /", "x/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        ("# escape=`\nFROM scratch\nENV A=a` b\nCOPY $A /", "a b"),
        ("FROM scratch\nARG TARGETARCH\nCOPY x$TARGETARCH$TARGETOS /", "xamd64"),
        ("FROM scratch\nARG BUILDPLATFORM\nCOPY $BUILDPLATFORM /", "linux/amd64"),
        ("FROM scratch AS Name\nARG TARGETSTAGE\nCOPY $TARGETSTAGE /", "name"),
        ("FROM scratch\nARG TARGETSTAGE\nCOPY $TARGETSTAGE /", "default"),
        ("FROM scratch\nARG BUILDKIT_SBOM_SCAN_STAGE=a\nCOPY x$BUILDKIT_SBOM_SCAN_STAGE /", "x"),
    ],
)
def test_variables(text: str, path: str) -> None:
    assert asked(text) == (path,)


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        ("ARG A\nCOPY x$A /", "xgiven"),
        ("ARG A=a\nCOPY x$A /", "xgiven"),
        ("COPY x$A /", "x"),
        ("ENV A=a\nCOPY x$A /", "xa"),
        ("ARG A\nENV A=a\nCOPY x$A /", "xa"),
        ("ENV A=a\nARG A\nCOPY x$A /", "xgiven"),
        ("ARG HTTP_PROXY\nCOPY x$HTTP_PROXY /", "xproxy"),
        ("COPY x$HTTP_PROXY /", "x"),
        ("ARG TARGETARCH\nCOPY x$TARGETARCH /", "xmine"),
    ],
)
def test_build_arguments(lines: str, path: str) -> None:
    given = {"A": "given", "HTTP_PROXY": "proxy", "TARGETARCH": "mine"}
    assert asked(f"FROM scratch\n{lines}", build_args=given) == (path,)


@pytest.mark.parametrize(
    ("platform", "path"),
    [
        (None, "linux/amd64-linux-amd64-"),
        ("linux/arm64", "linux/arm64-linux-arm64-"),
        ("linux/arm64/v8", "linux/arm64-linux-arm64-"),
        ("arm64", "linux/arm64-linux-arm64-"),
        ("linux/arm", "linux/arm/v7-linux-arm-v7"),
        ("linux/arm/v6,linux/386", "linux/arm/v6-linux-arm-v6"),
        ("local", "linux/amd64-linux-amd64-"),
    ],
)
def test_platform_arguments(platform: str | None, path: str) -> None:
    text = "FROM scratch\nARG TARGETPLATFORM\nARG TARGETOS\nARG TARGETARCH\nARG TARGETVARIANT\n"
    text += "COPY $TARGETPLATFORM-$TARGETOS-$TARGETARCH-$TARGETVARIANT /"
    assert asked(text, platform=platform) == (path,)


STAGES = "FROM scratch AS one\nCOPY 1 /\nFROM scratch AS Two\nCOPY 2 /\nFROM scratch AS three\nCOPY 3 /\n"


@pytest.mark.parametrize(
    ("more", "paths"),
    [
        ("", ("3",)),
        ("FROM one\nCOPY 4 /", ("1", "4")),
        ("FROM one\nFROM two", ("2",)),
        ("COPY --from=one x /", ("1", "3")),
        ("COPY --from=TWO x /", ("2", "3")),
        ("COPY --from=0 x /", ("1", "3")),
        ("COPY --from=01 x /", ("2", "3")),
        ("COPY --from=+1 x /", ("2", "3")),
        ("RUN --mount=from=One,target=/m x", ("1", "3")),
        ("RUN --mount=type=cache,from=one,target=/m x", ("1", "3")),
        ("RUN --mount=type=tmpfs,from=one,target=/m x", ("1", "3")),
        ("FROM scratch\nCOPY --from=two x /", ("2",)),
        (
            "FROM scratch\nCOPY --from=later x /\nCOPY 4 /\nFROM scratch AS later\nCOPY 5 /\nFROM scratch\nCOPY 6 /",
            ("6",),
        ),
        # A name that is used again means the later stage from then on.
        ("FROM scratch AS one\nCOPY 4 /\nFROM one", ("4",)),
        # An unreachable stage costs nothing, even with a source that cannot be.
        ("FROM scratch AS four\nCOPY ${X?} /\nFROM one", ("1",)),
        # ONBUILD fires in what starts from here.
        ("FROM scratch AS base\nONBUILD COPY 4 /\nFROM base\nCOPY 5 /", ("4", "5")),
        ("FROM scratch AS base\nONBUILD COPY 4 /", None),
        ("FROM scratch AS base\nONBUILD COPY --from=one 4 /\nFROM base", ("1",)),
        ("FROM scratch AS base\nONBUILD RUN --mount=source=4,target=/m x\nFROM base", ("4",)),
        ("FROM scratch AS base\nONBUILD ENV A=4\nFROM base\nCOPY $A /", ("4",)),
        ("FROM scratch AS base\nONBUILD COPY <<E 4 /x/\na\nE\nFROM base", ("4",)),
        ("FROM scratch AS base\nONBUILD COPY 4 /\nFROM base AS next\nFROM next\nCOPY 5 /", ("4", "5")),
    ],
)
def test_stages(more: str, paths: tuple[str, ...] | None) -> None:
    assert asked(STAGES + more) == paths


@pytest.mark.parametrize(("target", "paths"), [("one", ("1",)), ("TWO", ("2",)), ("three", ("3",)), (None, ("3",))])
def test_a_target_is_found_by_its_name_in_any_case(target: str | None, paths: tuple[str, ...]) -> None:
    assert asked(STAGES, target=target) == paths


def test_stages_say_what_they_are() -> None:
    found = used(STAGES + "FROM one\nFROM image:1 AS last\n", target="two")
    assert [
        (stage.number, stage.name, stage.base, stage.base_stage, stage.line, stage.needed) for stage in found.stages
    ] == [
        (0, "one", "scratch", None, 1, False),
        (1, "two", "scratch", None, 3, True),
        (2, "three", "scratch", None, 5, False),
        (3, None, "one", 0, 7, False),
        (4, "last", "image:1", None, 8, False),
    ]
    assert found.target == found.stages[1]
    assert found.pulls == ()


def test_images_are_named_that_the_target_needs() -> None:
    found = used("FROM a AS one\nFROM b\nFROM c:1\nCOPY --from=one x /\nCOPY --from=d y /\n")
    assert [(pull.image, pull.line) for pull in found.pulls] == [("a", 1), ("c:1", 3), ("d", 5)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "FROM $X",
            "Dockerfile:1: FROM $X expands to nothing. Give the variable a value with ARG before the first FROM.",
        ),
        ("FROM a AS one\nFROM ONE", "Dockerfile:2: `ONE` is neither a stage nor the name of an image."),
        ("FROM a::b", "Dockerfile:1: `a::b` is neither a stage nor the name of an image."),
        ("FROM " + "a" * 64, "Dockerfile:1: `" + "a" * 64 + "` is an identifier."),
        ("FROM a AS a..b", "Dockerfile:1: the stage name a..b is not a name for an image."),
        ("FROM --platform=$X a", "Dockerfile:1: --platform=$X expands to nothing."),
        (
            "FROM --platform=vax a",
            "Dockerfile:1: unknown platform `vax`. Write os/architecture, such as linux/amd64 or linux/arm64.",
        ),
        ("FROM ${X:?no-base} AS a", "Dockerfile:1: the word `${X:?no-base}` cannot be read: X: no-base."),
        ("ARG A='\nFROM a", "Dockerfile:1: the word `'` cannot be read: a ' opens and does not close."),
        ("FROM a AS one\nCOPY --from=one b /", "Dockerfile:2: stages copy from each other in a circle."),
        (
            "FROM a AS one\nCOPY --from=two b /\nFROM a AS two\nCOPY --from=one b /",
            "Dockerfile:4: stages copy from each other in a circle.",
        ),
        (
            "FROM a\nCOPY --from=7 b /",
            "Dockerfile:2: --from=7 names a stage that does not exist. There are 1, counted from 0.",
        ),
        ("FROM a\nCOPY --from=-1 b /", "Dockerfile:2: --from=-1 names a stage that does not exist."),
        ("FROM a\nCOPY --from=$X b /", "Dockerfile:2: --from=$X has a variable, a quote or an escape."),
        ("FROM a\nCOPY --from=two b /\nFROM a AS two\nFROM 0", "ok"),
        (
            "FROM a AS x\nCOPY --from=two b /\nFROM a AS two\nFROM x",
            "Dockerfile:2: --from=two names a stage that comes later.",
        ),
        (
            "FROM a AS x\nRUN --mount=from=two,target=/m b\nFROM a AS two\nFROM x",
            "Dockerfile:2: the mount's from=two names a stage that comes later.",
        ),
        (
            "FROM scratch\nCOPY https://h/a /x",
            "Dockerfile:2: COPY has the remote source https://h/a. Only ADD takes one.",
        ),
        ("FROM scratch\nCOPY git@h:r /x", "Dockerfile:2: COPY has the remote source git@h:r. Only ADD takes one."),
        (
            "FROM scratch\nCOPY --chmod=9 a /x",
            "Dockerfile:2: --chmod is `9`. Write an octal number up to 7777, or letters as in u=rwX,go=rX.",
        ),
        ("FROM scratch\nADD --checksum=a b /x", "Dockerfile:2: ADD has --checksum and a source that is a path."),
        (
            "FROM scratch\nADD --checksum=a https://h/b /x",
            "Dockerfile:2: --checksum is `a`. Write sha256: and 64 hexadecimal digits in lower case.",
        ),
        ("FROM scratch\nADD --checksum=a https://h/b c /x/", "Dockerfile:2: ADD has --checksum and several sources."),
        (
            "FROM scratch\nADD --checksum=a https://h/r.git?checksum=b /x",
            "Dockerfile:2: --checksum and the source contradict each other.",
        ),
        (
            "FROM scratch\nADD --keep-git-dir https://h/r.git?keep-git-dir=0 /x",
            "Dockerfile:2: --keep-git-dir and the source contradict each other.",
        ),
        (
            "FROM scratch\nADD https://h/r.git?what=b /x",
            "Dockerfile:2: the git source's query has the unknown key `what`.",
        ),
        (
            "FROM scratch\nADD https://h/r.git?ref= /x",
            "Dockerfile:2: the git source's query has `ref` without a value.",
        ),
        (
            "FROM scratch\nADD https://h/r.git?ref=a&ref=a /x",
            "Dockerfile:2: the git source's query has `ref` more than once.",
        ),
        (
            "FROM scratch\nADD https://h/r.git?submodules=x /x",
            "Dockerfile:2: the git source's query has `submodules=x`.",
        ),
        (
            "FROM scratch\nADD https://h/r.git?tag=a&branch=a /x",
            "Dockerfile:2: the git source's query has a tag and a branch.",
        ),
        (
            "FROM scratch\nADD https://h/r.git?ref=a#b /x",
            "Dockerfile:2: the git source's query has a reference that differs from another one in it.",
        ),
        (
            "FROM scratch\nADD https://h/r.git?subdir=a#b:c /x",
            "Dockerfile:2: the git source's query has a directory that differs from the one after #.",
        ),
        ("FROM scratch\nCOPY <<E /x\n${A:?no a}\nE", "Dockerfile:2: the word `${A:?no a}\\n` cannot be read: A: no a."),
        ("FROM scratch\nCOPY <<'E' /x\n${A:?no a}\nE", "ok"),
        ("FROM scratch\nRUN <<E\n${A:?no a}\nE", "ok"),
        ("FROM scratch\nCOPY <<-E /x\n\t$A\n\tE", "ok"),
        ("FROM scratch\nRUN --device=a b", "Dockerfile:2: RUN has --device. Only the labs front end takes it"),
        ("# syntax=docker/dockerfile:1-labs\nFROM scratch\nRUN --device=a b", "ok"),
        (
            "FROM scratch AS a\nONBUILD COPY --lnk b /\nFROM a",
            "Dockerfile:2: COPY has the unknown flag --lnk. Docker asks: did you mean link?",
        ),
        ("FROM scratch\nRUN --mount=type=ssh,source=a b", "Dockerfile:2: an ssh mount has source=. Take it out."),
        ("FROM scratch\nRUN --mount=target=/ b", "Dockerfile:2: a mount has the root as its target."),
        ("FROM scratch\nWORKDIR /a\nRUN --mount=target=.. b", "Dockerfile:3: a mount has the root as its target."),
        (
            "FROM scratch AS a\nONBUILD -- RUN <<E\nRUN b\nE\nFROM a",
            "Dockerfile:2: this ONBUILD does not hold one instruction.",
        ),
        ("FROM scratch AS a\nONBUILD -- RUN b\nFROM a", "Dockerfile:2: -- is not an instruction."),
        ("FROM scratch\nADD --checksum=a github.com/a/b /x", "ok"),
        ("FROM scratch\nCOPY git@h:r?;a /x", "ok"),
        ("FROM scratch\nCOPY git@h:r?%zz /x", "ok"),
        ("FROM scratch\nCOPY git://h/r#%zz /x", "ok"),
        ("FROM scratch\nCOPY git://h:x/r /x", "ok"),
        ("FROM scratch\nCOPY git://h[/r /x", "ok"),
        ("FROM scratch\nCOPY git://h%41/r /x", "ok"),
        ("FROM scratch\nCOPY git://{@h/r /x", "ok"),
        ("FROM scratch\nCOPY ssh://h<x:1:2/r /x", "Dockerfile:2: COPY has the remote source ssh://h<x:1:2/r."),
        ("FROM scratch\nCOPY git://[::1]:80/r /x", "Dockerfile:2: COPY has the remote source git://[::1]:80/r."),
        ("FROM scratch\nVOLUME $X", "Dockerfile:2: VOLUME $X expands to an empty path. Give the variable a value."),
        ("FROM scratch\nEXPOSE $X a", "Dockerfile:2: EXPOSE has `a`. Write a port such as 80, 80/udp or 8000-8010."),
        (
            "FROM scratch\nSTOPSIGNAL FOO",
            "Dockerfile:2: `FOO` is not a signal. Write a name such as SIGTERM, or a number.",
        ),
        ("FROM scratch\nUSER '", "Dockerfile:2: the word `'` cannot be read: a ' opens and does not close."),
        ("FROM scratch\nWORKDIR $\\", "ok"),
    ],
)
def test_refusals(text: str, message: str) -> None:
    if message == "ok":
        used(text)
    else:
        assert refusal(text).startswith(message)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("tow", "Dockerfile: no stage is named `tow`. Docker asks: did you mean two?"),
        (
            "0",
            "Dockerfile: no stage is named `0`. Stages: stage-0, one, two, three.",
        ),
        ("stage-0", "Dockerfile: no stage is named `stage-0`."),
    ],
)
def test_a_target_that_is_not_there_is_refused(target: str, message: str) -> None:
    assert refusal("FROM a\n" + STAGES, target=target).startswith(message)


@pytest.mark.parametrize(
    ("epoch", "good"), [("0", True), ("-5", True), ("+7", True), ("x", False), ("1.5", False), ("9" * 20, False)]
)
def test_the_epoch_is_a_number_of_seconds(epoch: str, good: bool) -> None:
    text = "FROM scratch\n"
    if good:
        used(text, build_args={"SOURCE_DATE_EPOCH": epoch})
    else:
        message = (
            f"Dockerfile: SOURCE_DATE_EPOCH is `{epoch}`. It takes seconds since 1970 as a number; newer engines also take "
            "`context`, or the name of a named context or a stage."
        )
        assert refusal(text, build_args={"SOURCE_DATE_EPOCH": epoch}) == message


def test_windows_has_the_drive_c_alone() -> None:
    text = "FROM --platform={} a\nCOPY c:/a C:b /x/\nCOPY d:/a /x/\n"
    assert refusal(text.format("windows/amd64")).startswith("Dockerfile:3: `d:/a` is not on the drive C.")
    assert asked(text.format("linux/amd64")) == ("C:b", "c:/a", "d:/a")
    assert refusal("FROM a\nCOPY a //server/x", platform="windows/amd64").startswith(
        "Dockerfile:2: `//server/x` is not on"
    )
    # A stage has the platform of what it starts from, and nothing is of every platform.
    assert asked("FROM --platform=windows/amd64 scratch\nCOPY d:a /") == ("d:a",)
    assert asked("FROM scratch AS one\nFROM --platform=windows/amd64 one\nCOPY d:a /") == ("d:a",)
    refusal("FROM --platform=windows/amd64 a AS one\nFROM one\nCOPY d:a /")


def test_a_source_says_what_it_is() -> None:
    text = "FROM scratch AS base\nONBUILD COPY --exclude=*.o \\\n  $A$B/*.c /\nFROM base AS last\nENV B=b\nRUN --mount=src=${A}x,target=/m y\n"
    fired, mount = used(text).sources
    assert (fired.keyword, fired.line, fired.last_line, fired.fired_line, fired.stage) == ("COPY", 2, 2, 4, "last")
    assert (fired.text, fired.path, fired.wildcard, fired.exclude, fired.unset) == (
        "$A$B/*.c",
        "*.c",
        True,
        ("*.o",),
        ("A", "B"),
    )
    assert (mount.keyword, mount.line, mount.fired_line, mount.bind, mount.text) == (
        "RUN --mount",
        6,
        None,
        True,
        "${A}x",
    )
    assert (mount.path, mount.wildcard, mount.unset, mount.empty) == ("x", False, ("A",), False)


@pytest.mark.parametrize(
    ("source", "pivot", "below"),
    [("a/b", "", "a/b"), ("a/./b", "a", "b"), ("./a/b", "", "a/b"), ("/a/./b/./c", "a", "b/c"), ("a/./", "a", "")],
)
def test_parents_keep_what_stands_behind_the_pivot(source: str, pivot: str, below: str) -> None:
    (found,) = used(f"# syntax=docker/dockerfile:1-labs\nFROM scratch\nCOPY --parents {source} /x/\n").sources
    assert (found.parents, found.pivot, found.below) == (True, pivot, below)


@pytest.mark.parametrize(
    ("text", "requests"),
    [
        ("FROM scratch\nCOPY --from=extra a /", [("extra", ("a",))]),
        ("FROM scratch\nCOPY --from=extra:latest a /\nCOPY b /", [(None, ("b",)), ("extra", ("a",))]),
        ("FROM scratch\nCOPY --from=extra a /\nCOPY --from=extra a /", [("extra", ("a",))]),
        ("FROM scratch\nCOPY --from=extra a /\nCOPY --from=extra b /", [("extra", ("a",)), ("extra", ("b",))]),
        ("FROM scratch\nRUN --mount=from=extra,target=/m a", [("extra", None)]),
        ("FROM scratch\nRUN --mount=from=extra,source=a,target=/m a", [("extra", ("a",))]),
        ("FROM extra\nCOPY a /", [(None, ("a",)), ("extra", None)]),
        # It stands in for a stage of its name.
        ("FROM scratch AS extra\nCOPY a /\nFROM scratch\nCOPY --from=extra b /", [("extra", ("b",))]),
        ("FROM scratch AS extra\nCOPY a /", [("extra", None)]),
        ("FROM scratch AS other\nCOPY a /", [(None, ("a",))]),
    ],
)
def test_named_contexts(text: str, requests: list[tuple[str | None, tuple[str, ...] | None]]) -> None:
    found = used(text, named_contexts=["EXTRA:::", "extra"]).requests
    assert [(request.context, request.paths) for request in found] == requests


def test_a_stage_that_is_only_looked_at_widens_the_request_and_no_more() -> None:
    found = used("FROM scratch AS one\nCOPY 1 /\nFROM scratch\nRUN --mount=type=tmpfs,from=one,target=/m a\nCOPY 2 /\n")
    assert [(source.path, source.asked) for source in found.sources] == [("1", False), ("2", True)]
    assert found.main is not None
    assert found.main.paths == ("1", "2")
