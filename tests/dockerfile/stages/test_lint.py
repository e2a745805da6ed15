"""Build checks that are errors: each rule violated and kept, what switches it off, and what newer engines do otherwise.

BuildKit's answers to many of these are recorded in `testdata/conformance`; the others follow its linter's sources.
"""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.engine import Engine
from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.errors import DockerfileError
from ctxsize.ignore.parse import parse as parse_ignore


def violated(
    body: str, check: str = "error=true", ignore: str = "", engine: str | None = None, **build_args: str
) -> list[str]:
    dockerfile = parse(f"# check={check}\n{body}\n".encode(), engine=Engine.of(engine))
    try:
        usage(dockerfile, ignore=parse_ignore(ignore.encode()).patterns, build_args=build_args)
    except DockerfileError as refusal:
        return sorted(str(refusal).partition("violates ")[2].partition(". ")[0].split(", "))
    return []


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("StageNameCasing", "FROM scratch AS Base"),
        ("FromAsCasing", "FROM scratch as base"),
        ("FromAsCasing", "from scratch AS base"),
        ("NoEmptyContinuation", "FROM scratch\nLABEL a=b \\\n\n c=d"),
        ("ConsistentInstructionCasing", "FROM scratch\nlabel a=b\nLABEL c=d"),
        ("ConsistentInstructionCasing", "FROM scratch\nLabel a=b"),
        ("ConsistentInstructionCasing", "from scratch\nlabel a=b\nLABEL c=d"),
        ("DuplicateStageName", "FROM scratch AS a\nFROM scratch AS a"),
        ("ReservedStageName", "FROM scratch AS context"),
        ("ReservedStageName", "FROM scratch AS scratch"),
        ("JSONArgsRecommended", "FROM scratch\nCMD a"),
        ("JSONArgsRecommended", "FROM scratch\nENTRYPOINT a"),
        ("JSONArgsRecommended", "FROM scratch\nCMD"),
        ("MaintainerDeprecated", "FROM scratch\nMAINTAINER me"),
        ("UndefinedArgInFrom", "FROM scratch$X"),
        ("UndefinedArgInFrom", "ARG X\nFROM --platform=linux/amd64$Y scratch"),
        ("WorkdirRelativePath", "FROM scratch\nWORKDIR a"),
        ("UndefinedVar", "FROM scratch\nLABEL a=$X"),
        ("UndefinedVar", "FROM scratch\nCOPY $X /\n"),
        ("UndefinedVar", "FROM scratch\nARG A=$B"),
        ("UndefinedVar", "FROM scratch\nCOPY <<E /\n$X\nE"),
        ("MultipleInstructionsDisallowed", 'FROM scratch\nCMD ["a"]\nCMD ["b"]'),
        ("MultipleInstructionsDisallowed", "FROM scratch\nHEALTHCHECK NONE\nHEALTHCHECK NONE"),
        ("LegacyKeyValueFormat", "FROM scratch\nENV a b"),
        ("LegacyKeyValueFormat", "FROM scratch\nLABEL a b"),
        ("RedundantTargetPlatform", "FROM --platform=$TARGETPLATFORM scratch"),
        ("SecretsUsedInArgOrEnv", "FROM scratch\nARG GITHUB_TOKEN"),
        ("SecretsUsedInArgOrEnv", "FROM scratch\nENV Api_Key=a"),
        ("InvalidDefaultArgInFrom", "ARG IMAGE=\nFROM $IMAGE"),
        ("FromPlatformFlagConstDisallowed", "FROM --platform=linux/arm64 scratch AS a"),
        ("ExposeProtoCasing", "FROM scratch\nEXPOSE 80/TCP"),
        ("ExposeInvalidFormat", "FROM scratch\nEXPOSE 127.0.0.1:80:80"),
        ("ExposeInvalidFormat", "FROM scratch\nEXPOSE 80:80"),
    ],
)
def test_a_violated_rule_stops_the_build(rule: str, body: str) -> None:
    assert violated(body, IMAGE="scratch") == [rule]
    for check in (f"skip={rule};error=true", "skip=all;error=1", "error=false", "skip=Other"):
        assert violated(body, check, IMAGE="scratch") == []


@pytest.mark.parametrize(
    "body",
    [
        "FROM scratch AS base",
        "from scratch as base",
        "From scratch As base",  # neither case: another rule's affair
        "FROM scratch\nLABEL a=b \\\n # between\n c=d",
        'FROM scratch\nSHELL ["sh"]\nCMD a',
        'FROM scratch AS a\nSHELL ["sh"]\nFROM a\nENTRYPOINT a',
        'FROM scratch AS a\nCMD ["a"]\nFROM a\nCMD ["b"]',
        "ARG X\nFROM scratch$X",
        "FROM scratch AS a\nWORKDIR /a\nFROM a\nWORKDIR b",
        "FROM scratch\nARG X\nLABEL a=$X",
        "FROM scratch AS a\nARG X\nFROM a\nLABEL a=$X",
        "FROM scratch\nLABEL a=$PATH",
        "FROM scratch\nARG BUILDKIT_SBOM_SCAN_STAGE\nLABEL a=$BUILDKIT_SBOM_SCAN_CONTEXT",
        "FROM scratch\nENV a=b c=d",
        "FROM scratch AS a\nENV a b\nFROM scratch",  # a stage that is not needed
        "FROM scratch\nARG PUBLIC_KEY KEYBOARD TOKEN_FILE KEY_VERSION",
        "FROM --platform=linux/arm64 scratch AS build-arm64",
        "FROM --platform=$BUILDPLATFORM scratch",
        "FROM scratch\nEXPOSE 80/udp",
        "FROM scratch",
    ],
)
def test_what_violates_no_rule_builds(body: str) -> None:
    expected = ["ConsistentInstructionCasing"] if body.startswith("From") else []
    assert violated(body) == expected


def test_the_build_argument_goes_before_the_directive() -> None:
    assert violated("FROM scratch\nCMD a", "error=false", BUILDKIT_DOCKERFILE_CHECK="error=true") == [
        "JSONArgsRecommended"
    ]
    assert violated("FROM scratch\nCMD a", "error=true", BUILDKIT_DOCKERFILE_CHECK="") == []
    assert violated("FROM scratch\nCMD a", "what", BUILDKIT_DOCKERFILE_CHECK="error=false") == []
    with pytest.raises(DockerfileError, match="check directive"):
        usage(parse(b"FROM scratch"), build_args={"BUILDKIT_DOCKERFILE_CHECK": "foo=1"})


@pytest.mark.parametrize(
    ("body", "on"),
    [
        ("FROM scratch\n# check=skip=JSONArgsRecommended\nCMD a", False),
        ("FROM scratch\n# hello\n# check=skip=all # why\nCMD a", False),
        ("FROM scratch\n# check=skip=all\n\nCMD a", False),
        ("FROM scratch\n# check=skip=all\n#\nCMD a", True),
        ("FROM scratch\n# check=skip=Other\nCMD a", True),
        ("FROM scratch\n# check=skip=all;what\nCMD a", True),
        ("FROM scratch\n# check=skip=all\nLABEL a=b\nCMD a", True),
        ("FROM scratch\n  # check=skip=all\nCMD a", True),  # its hash sign is taken for a part of it
    ],
)
def test_a_comment_switches_checks_off_for_the_instruction_below_it(body: str, on: bool) -> None:
    assert (violated(body) != []) is on
    assert violated(body, engine="29.1") != []


@pytest.mark.parametrize(
    ("body", "engine", "on"),
    [
        ("FROM scratch\n# A is it\nARG A", "29.7", False),
        ("FROM scratch\n# it\nARG A", "29.7", True),
        ("FROM scratch\n# it\n# A\nARG A B", "29.7", False),
        ("# one\nFROM scratch AS two", "29.7", True),
        ("# one\nFROM scratch", "29.7", False),
    ],
)
def test_descriptions_are_checked_where_that_is_asked_for(body: str, engine: str, on: bool) -> None:
    assert (violated(body, "error=true;experimental=all", engine=engine) != []) is on
    assert (violated(body, "skip=all;error=true;experimental=InvalidDefinitionDescription") != []) is on
    assert violated(body) == []


@pytest.mark.parametrize(
    ("ignore", "source", "since"),
    [
        ("a", "a", "29.2"),
        ("a", "a/b", "29.2"),
        ("a*", "a*", "29.2"),
        ("a", "./a", "29.2"),
        ("a", "*", None),
        ("*", ".", "29.2"),
        ("**", "/", "29.2"),
        ("**/*", "./", "29.2"),
        ("!b\na", "a", None),
    ],
)
def test_sources_are_held_against_the_ignore_file_from_29_2_on(ignore: str, source: str, since: str | None) -> None:
    body = f"FROM scratch\nCOPY {source} /x/"
    assert (violated(body, ignore=ignore) == ["CopyIgnoredFile"]) is (since is not None)
    assert violated(body, ignore=ignore, engine="29.1") == []


def test_what_older_engines_do_otherwise_with_ignored_sources() -> None:
    exception = "FROM scratch\nCOPY a /x/"
    assert violated(exception, ignore="a\n!b", engine="29.2") == ["CopyIgnoredFile"]
    assert violated(exception, ignore="a\n!b", engine="29.3") == []
    root = "FROM scratch\nADD . /x/"
    assert violated(root, ignore="?", engine="29.6") == ["CopyIgnoredFile"]
    assert violated(root, ignore="?", engine="29.7") == []
    wanted = "error=true;experimental=CopyIgnoredFile"
    assert violated(exception, wanted, ignore="a", engine="28.5") == ["CopyIgnoredFile"]
    assert violated("FROM scratch\nCOPY ./a /x/", wanted, ignore="a", engine="28.5") == []


def test_what_names_of_secrets_older_engines_know() -> None:
    body = "FROM scratch\nARG TOKEN_FILE"
    assert violated(body, engine="29.2") == ["SecretsUsedInArgOrEnv"]
    assert violated(body, engine="29.3") == []


def test_sources_from_elsewhere_are_not_held_against_it() -> None:
    body = "FROM scratch AS a\nFROM scratch\nCOPY --from=a a /x/\nADD https://example.com/a /x/"
    assert violated(body, ignore="a\nhttps:*") == []


def test_of_several_platforms_the_first_is_checked() -> None:
    dockerfile = parse(b"# check=error=true\nFROM scratch\nCMD a")
    assert usage(dockerfile, checks=False).target.number == 0
