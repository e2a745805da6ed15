"""The rules of ctxsize, as values in one table."""

from __future__ import annotations

from ctxsize.rules.finding import Rule, Severity

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

# fmt: off
RULES = (
    # CTX1xx Unnecessary: it is received and nothing needs it
    VERSION_CONTROL := Rule("CTX101", "version-control", _WARNING,
        "The history of the project is received, and nothing reads it."),
    DEPENDENCY_FOLDER := Rule("CTX102", "dependency-folder", _WARNING,
        "Installed packages are received, though the image installs its own."),
    BUILD_OUTPUT := Rule("CTX103", "build-output", _WARNING,
        "Something is received that the image builds anew."),
    CACHE := Rule("CTX104", "cache", _WARNING,
        "A cache of a tool is received."),
    EDITOR_FILE := Rule("CTX105", "editor-file", _INFO,
        "A file of an editor is received."),
    SYSTEM_FILE := Rule("CTX106", "system-file", _INFO,
        "A file of the desktop is received."),
    CI_FILE := Rule("CTX107", "ci-file", _INFO,
        "Settings of a CI service or a development container are received, and they are large."),
    TEST_REPORT := Rule("CTX108", "test-report", _WARNING,
        "A test report or coverage data is received."),
    LOG := Rule("CTX109", "log", _WARNING,
        "A log is received."),
    LARGE_FILE := Rule("CTX110", "large-file", _WARNING,
        "A large file is received that no instruction names."),
    LARGE_FOLDER := Rule("CTX111", "large-folder", _WARNING,
        "A large folder is received that no instruction names."),
    DUPLICATE_CONTENT := Rule("CTX112", "duplicate-content", _INFO,
        "The same content is received more than once."),
    GIT_IGNORED_RECEIVED := Rule("CTX113", "git-ignored-received", _INFO,
        "Files that git ignores are received."),
    COPIED_BY_NOTHING := Rule("CTX114", "copied-by-nothing", _WARNING,
        "The classic builder is sent files that no instruction copies."),
    DUMP := Rule("CTX115", "dump", _WARNING,
        "A dump of a program's memory or of a database is received."),
    DATABASE := Rule("CTX116", "database", _WARNING,
        "A local database is received."),
    DATA_FOLDER := Rule("CTX117", "data-folder", _WARNING,
        "The files of a database server are received."),
    IMAGE_ARCHIVE := Rule("CTX118", "image-archive", _WARNING,
        "A saved container image is received."),
    DISK_IMAGE := Rule("CTX119", "disk-image", _WARNING,
        "A disk image is received."),
    ARCHIVE := Rule("CTX120", "archive", _WARNING,
        "A large archive is received that no instruction names."),
    MEDIA := Rule("CTX121", "media", _WARNING,
        "A large recording or picture is received that no instruction names."),
    MODEL_OR_DATASET := Rule("CTX122", "model-or-dataset", _WARNING,
        "A model or a dataset is received that no instruction names."),
    TOOL_OUTPUT := Rule("CTX123", "tool-output", _WARNING,
        "Records of a tool are received."),
    # CTX2xx Secrets
    SECRET_FILE := Rule("CTX201", "secret-file", _WARNING,
        "A file that is there to hold a password, a key or a login is received."),
    PRIVATE_KEY := Rule("CTX202", "private-key", _WARNING,
        "A private key is received."),
    KEYSTORE := Rule("CTX203", "keystore", _WARNING,
        "A keystore or a password safe is received."),
    TERRAFORM_STATE := Rule("CTX204", "terraform-state", _WARNING,
        "A Terraform state, which holds secrets in clear text, is received."),
    TOKEN_IN_GIT_CONFIG := Rule("CTX205", "token-in-git-config", _WARNING,
        "The address of a git remote holds a token, and .git/config is received."),
    TOKEN_IN_FILE := Rule("CTX206", "token-in-file", _WARNING,
        "A file that is received holds a token of a well-known shape."),
    SECRET_ASSIGNMENT := Rule("CTX207", "secret-assignment", _WARNING,
        "A configuration file that is received gives a name that says secret a value that looks random."),
    # CTX3xx The ignore file
    PATTERN_MATCHES_NOTHING := Rule("CTX301", "pattern-matches-nothing", _WARNING,
        "A line of the ignore file matches nothing, and what it was meant for exists."),
    SHADOWED_PATTERN := Rule("CTX302", "shadowed-pattern", _WARNING,
        "A later line of the ignore file takes back all that this one says."),
    USELESS_EXCEPTION := Rule("CTX303", "useless-exception", _WARNING,
        "An exception of the ignore file saves nothing from being excluded."),
    EXCEPTION_ON_ONE_BUILDER := Rule("CTX304", "exception-on-one-builder", _WARNING,
        "An exception of the ignore file works with one builder and not with the other."),
    INACTIVE_IGNORE_FILE := Rule("CTX305", "inactive-ignore-file", _WARNING,
        "An ignore file is in a place, or has a name, where this build does not read it."),
    SECRET_ON_ONE_BUILDER := Rule("CTX306", "secret-on-one-builder", _WARNING,
        "A secret is excluded for one builder and received by the other."),
    FILE_ARRIVES_EMPTY := Rule("CTX307", "file-arrives-empty", _ERROR,
        "BuildKit announces a file and sends no content, because of the order of patterns."),
    PATTERN_FAILS_BUILD := Rule("CTX308", "pattern-fails-build", _WARNING,
        "A malformed pattern makes the build fail as soon as it is tried."),
    UNUSED_SUPPRESSION := Rule("CTX309", "unused-suppression", _INFO,
        "A comment that silences a rule has no effect."),
    # CTX4xx Sources of the Dockerfile
    COPY_EXCLUDED_SOURCE := Rule("CTX401", "copy-excluded-source", _ERROR,
        "An instruction takes a path that the ignore file keeps from arriving."),
    COPY_MISSING_SOURCE := Rule("CTX402", "copy-missing-source", _ERROR,
        "An instruction takes a path that is not in the build context."),
    EMPTY_SOURCE := Rule("CTX403", "empty-source", _WARNING,
        "A source expands to nothing, which takes the whole build context."),
    WILDCARD_WITHOUT_MATCH := Rule("CTX404", "wildcard-without-match", _WARNING,
        "A wildcard source matches nothing that arrives, and Docker says nothing of it."),
    COPY_ALL_WITHOUT_IGNORE_FILE := Rule("CTX405", "copy-all-without-ignore-file", _WARNING,
        "The whole build context is copied, and no ignore file keeps anything out."),
    # CTX5xx Limits of a builder
    UNREADABLE_PATH := Rule("CTX501", "unreadable-path", _WARNING,
        "A path can't be read, over which a builder fails or sends an empty file."),
    NAME_NOT_UTF8 := Rule("CTX502", "name-not-utf8", _WARNING,
        "A name is not valid UTF-8, and BuildKit can't send it."),
    SOCKET := Rule("CTX503", "socket", _INFO,
        "A socket is received by BuildKit as an empty file, and left out by the legacy builder."),
    HUGE_FILE := Rule("CTX504", "huge-file", _INFO,
        "A file of 8 GiB or more needs an extended header in the legacy builder's tar."),
)
# fmt: on

FILE_RULES = {
    rule.name: rule
    for rule in (
        VERSION_CONTROL, DEPENDENCY_FOLDER, BUILD_OUTPUT, CACHE, EDITOR_FILE, SYSTEM_FILE, CI_FILE,
        TEST_REPORT, LOG, DUMP, DATABASE, DATA_FOLDER, IMAGE_ARCHIVE, DISK_IMAGE, ARCHIVE, MEDIA,
        MODEL_OR_DATASET, TOOL_OUTPUT,
    )
}  # fmt: skip
"""The rules that ``data/cruft.toml`` speaks of, by name."""
