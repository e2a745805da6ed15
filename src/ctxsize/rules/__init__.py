"""The rules of ctxsize, as values."""

from __future__ import annotations

from ctxsize.finding import Rule, Severity

VERSION_CONTROL = Rule(
    code="CTX101",
    name="version-control",
    severity=Severity.WARNING,
    summary="The history of the project is received, and nothing reads it.",
)
DEPENDENCY_FOLDER = Rule(
    code="CTX102",
    name="dependency-folder",
    severity=Severity.WARNING,
    summary="Installed packages are received, though the image installs its own.",
)
BUILD_OUTPUT = Rule(
    code="CTX103",
    name="build-output",
    severity=Severity.WARNING,
    summary="Something is received that the image builds anew.",
)
CACHE = Rule(
    code="CTX104",
    name="cache",
    severity=Severity.WARNING,
    summary="A cache of a tool is received.",
)
EDITOR_FILE = Rule(
    code="CTX105",
    name="editor-file",
    severity=Severity.INFO,
    summary="A file of an editor is received.",
)
SYSTEM_FILE = Rule(
    code="CTX106",
    name="system-file",
    severity=Severity.INFO,
    summary="A file of the desktop is received.",
)
CI_FILE = Rule(
    code="CTX107",
    name="ci-file",
    severity=Severity.INFO,
    summary="Settings of a CI service or a development container are received, and they are large.",
)
TEST_REPORT = Rule(
    code="CTX108",
    name="test-report",
    severity=Severity.WARNING,
    summary="A test report or coverage data is received.",
)
LOG = Rule(
    code="CTX109",
    name="log",
    severity=Severity.WARNING,
    summary="A log is received.",
)
LARGE_FILE = Rule(
    code="CTX110",
    name="large-file",
    severity=Severity.WARNING,
    summary="A large file is received that no instruction names.",
)
LARGE_FOLDER = Rule(
    code="CTX111",
    name="large-folder",
    severity=Severity.WARNING,
    summary="A large folder is received that no instruction names.",
)
DUPLICATE_CONTENT = Rule(
    code="CTX112",
    name="duplicate-content",
    severity=Severity.INFO,
    summary="The same content is received more than once.",
)
GIT_IGNORED_RECEIVED = Rule(
    code="CTX113",
    name="git-ignored-received",
    severity=Severity.INFO,
    summary="Files that git ignores are received.",
)
COPIED_BY_NOTHING = Rule(
    code="CTX114",
    name="copied-by-nothing",
    severity=Severity.WARNING,
    summary="The classic builder is sent files that no instruction copies.",
)
DUMP = Rule(
    code="CTX115",
    name="dump",
    severity=Severity.WARNING,
    summary="A dump of a program's memory or of a database is received.",
)
DATABASE = Rule(
    code="CTX116",
    name="database",
    severity=Severity.WARNING,
    summary="A local database is received.",
)
DATA_FOLDER = Rule(
    code="CTX117",
    name="data-folder",
    severity=Severity.WARNING,
    summary="The files of a database server are received.",
)
IMAGE_ARCHIVE = Rule(
    code="CTX118",
    name="image-archive",
    severity=Severity.WARNING,
    summary="A saved container image is received.",
)
DISK_IMAGE = Rule(
    code="CTX119",
    name="disk-image",
    severity=Severity.WARNING,
    summary="A disk image is received.",
)
ARCHIVE = Rule(
    code="CTX120",
    name="archive",
    severity=Severity.WARNING,
    summary="A large archive is received that no instruction names.",
)
MEDIA = Rule(
    code="CTX121",
    name="media",
    severity=Severity.WARNING,
    summary="A large recording or picture is received that no instruction names.",
)
MODEL_OR_DATASET = Rule(
    code="CTX122",
    name="model-or-dataset",
    severity=Severity.WARNING,
    summary="A model or a dataset is received that no instruction names.",
)
TOOL_OUTPUT = Rule(
    code="CTX123",
    name="tool-output",
    severity=Severity.WARNING,
    summary="Records of a tool are received.",
)
SECRET_FILE = Rule(
    code="CTX201",
    name="secret-file",
    severity=Severity.WARNING,
    summary="A file that is there to hold a password, a key or a login is received.",
)
PRIVATE_KEY = Rule(
    code="CTX202",
    name="private-key",
    severity=Severity.WARNING,
    summary="A private key is received.",
)
KEYSTORE = Rule(
    code="CTX203",
    name="keystore",
    severity=Severity.WARNING,
    summary="A keystore or a password safe is received.",
)
TERRAFORM_STATE = Rule(
    code="CTX204",
    name="terraform-state",
    severity=Severity.WARNING,
    summary="A Terraform state, which holds secrets in clear text, is received.",
)
TOKEN_IN_GIT_CONFIG = Rule(
    code="CTX205",
    name="token-in-git-config",
    severity=Severity.WARNING,
    summary="The address of a git remote holds a token, and .git/config is received.",
)
TOKEN_IN_FILE = Rule(
    code="CTX206",
    name="token-in-file",
    severity=Severity.WARNING,
    summary="A file that is received holds a token of a well-known shape.",
)
SECRET_ASSIGNMENT = Rule(
    code="CTX207",
    name="secret-assignment",
    severity=Severity.WARNING,
    summary="A configuration file that is received gives a name that says secret a value that looks random.",
)
PATTERN_MATCHES_NOTHING = Rule(
    code="CTX301",
    name="pattern-matches-nothing",
    severity=Severity.WARNING,
    summary="A line of the ignore file matches nothing, and what it was meant for exists.",
)
SHADOWED_PATTERN = Rule(
    code="CTX302",
    name="shadowed-pattern",
    severity=Severity.WARNING,
    summary="A later line of the ignore file takes back all that this one says.",
)
USELESS_EXCEPTION = Rule(
    code="CTX303",
    name="useless-exception",
    severity=Severity.WARNING,
    summary="An exception of the ignore file saves nothing from being excluded.",
)
EXCEPTION_ON_ONE_BUILDER = Rule(
    code="CTX304",
    name="exception-on-one-builder",
    severity=Severity.WARNING,
    summary="An exception of the ignore file works with one builder and not with the other.",
)
INACTIVE_IGNORE_FILE = Rule(
    code="CTX305",
    name="inactive-ignore-file",
    severity=Severity.WARNING,
    summary="An ignore file is in a place, or has a name, where this build does not read it.",
)
SECRET_ON_ONE_BUILDER = Rule(
    code="CTX306",
    name="secret-on-one-builder",
    severity=Severity.WARNING,
    summary="A secret is excluded for one builder and received by the other.",
)
FILE_ARRIVES_EMPTY = Rule(
    code="CTX307",
    name="file-arrives-empty",
    severity=Severity.ERROR,
    summary="BuildKit announces a file and sends no content, because of the order of patterns.",
)
PATTERN_FAILS_BUILD = Rule(
    code="CTX308",
    name="pattern-fails-build",
    severity=Severity.WARNING,
    summary="A malformed pattern makes the build fail as soon as it is tried.",
)
IDLE_COMMENT = Rule(
    code="CTX309",
    name="idle-comment",
    severity=Severity.INFO,
    summary="A comment for ctxsize keeps nothing quiet.",
)
COPY_EXCLUDED_SOURCE = Rule(
    code="CTX401",
    name="copy-excluded-source",
    severity=Severity.ERROR,
    summary="An instruction takes a path that the ignore file keeps from arriving.",
)
COPY_MISSING_SOURCE = Rule(
    code="CTX402",
    name="copy-missing-source",
    severity=Severity.ERROR,
    summary="An instruction takes a path that is not in the build context.",
)
EMPTY_SOURCE = Rule(
    code="CTX403",
    name="empty-source",
    severity=Severity.WARNING,
    summary="A source expands to nothing, which takes the whole build context.",
)
WILDCARD_WITHOUT_MATCH = Rule(
    code="CTX404",
    name="wildcard-without-match",
    severity=Severity.WARNING,
    summary="A wildcard source matches nothing that arrives, and Docker says nothing of it.",
)
COPY_ALL_WITHOUT_IGNORE_FILE = Rule(
    code="CTX405",
    name="copy-all-without-ignore-file",
    severity=Severity.WARNING,
    summary="The whole build context is copied, and no ignore file keeps anything out.",
)
UNREADABLE_PATH = Rule(
    code="CTX501",
    name="unreadable-path",
    severity=Severity.WARNING,
    summary="A path can't be read, over which a builder fails or sends an empty file.",
)
NAME_NOT_UTF8 = Rule(
    code="CTX502",
    name="name-not-utf8",
    severity=Severity.WARNING,
    summary="A name is not valid UTF-8, and BuildKit can't send it.",
)
SOCKET = Rule(
    code="CTX503",
    name="socket",
    severity=Severity.INFO,
    summary="A socket is received by BuildKit as an empty file, and left out by the legacy builder.",
)
HUGE_FILE = Rule(
    code="CTX504",
    name="huge-file",
    severity=Severity.INFO,
    summary="A file of 8 GiB or more needs an extended header in the legacy builder's tar.",
)

FILE_RULES = {
    rule.name: rule
    for rule in (
        VERSION_CONTROL,
        DEPENDENCY_FOLDER,
        BUILD_OUTPUT,
        CACHE,
        EDITOR_FILE,
        SYSTEM_FILE,
        CI_FILE,
        TEST_REPORT,
        LOG,
        DUMP,
        DATABASE,
        DATA_FOLDER,
        IMAGE_ARCHIVE,
        DISK_IMAGE,
        ARCHIVE,
        MEDIA,
        MODEL_OR_DATASET,
        TOOL_OUTPUT,
    )
}
"""The rules that ``data/cruft.toml`` speaks of, by name."""

RULES = (
    VERSION_CONTROL,
    DEPENDENCY_FOLDER,
    BUILD_OUTPUT,
    CACHE,
    EDITOR_FILE,
    SYSTEM_FILE,
    CI_FILE,
    TEST_REPORT,
    LOG,
    LARGE_FILE,
    LARGE_FOLDER,
    DUPLICATE_CONTENT,
    GIT_IGNORED_RECEIVED,
    COPIED_BY_NOTHING,
    DUMP,
    DATABASE,
    DATA_FOLDER,
    IMAGE_ARCHIVE,
    DISK_IMAGE,
    ARCHIVE,
    MEDIA,
    MODEL_OR_DATASET,
    TOOL_OUTPUT,
    SECRET_FILE,
    PRIVATE_KEY,
    KEYSTORE,
    TERRAFORM_STATE,
    TOKEN_IN_GIT_CONFIG,
    TOKEN_IN_FILE,
    SECRET_ASSIGNMENT,
    PATTERN_MATCHES_NOTHING,
    SHADOWED_PATTERN,
    USELESS_EXCEPTION,
    EXCEPTION_ON_ONE_BUILDER,
    INACTIVE_IGNORE_FILE,
    SECRET_ON_ONE_BUILDER,
    FILE_ARRIVES_EMPTY,
    PATTERN_FAILS_BUILD,
    IDLE_COMMENT,
    COPY_EXCLUDED_SOURCE,
    COPY_MISSING_SOURCE,
    EMPTY_SOURCE,
    WILDCARD_WITHOUT_MATCH,
    COPY_ALL_WITHOUT_IGNORE_FILE,
    UNREADABLE_PATH,
    NAME_NOT_UTF8,
    SOCKET,
    HUGE_FILE,
)
