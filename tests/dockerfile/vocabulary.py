"""What generated words and Dockerfiles are made of: what people write, and (`ODD_…`) what hardly anybody writes."""

from __future__ import annotations

# fmt: off
NAMES = ("X", "Y", "EMPTY", "UNSET", "TARGETARCH", "_a1", "é", "1")
PLAIN = (
    "a", "src", "a.b", "dir/", "/", ".", "*", "?", "[x]", "日", "-", ":", "=", ",", "0", "1", "@", "!", "ab/cd", "x y",
)
ODD = (
    "$", "{", "}", "'", '"', "\\", "`", "<<", "<", " ", "\t", "\n", "\r", "#", "%", "\xa0", "\ufeff", "\udcff",
    "\x00",
)
OPERATORS = (":-", "-", ":+", "+", ":?", "?", "#", "##", "%", "%%", "/", "//")
ODD_OPERATORS = (":", "^", "@", ":#", ",", ":%")
PATTERN = ("*", "?", "a", "X", "b", ".", " ", "\\*", "\\?", "\\\\", "\\}", "\\/", "[a]", "src", "$_a1", "+", "日", "")
REPLACEMENT = ("", "r", "$0", "$1", "${0}", "$X", "$$", "a/b", "$é")
STAGES = ("one", "two", "three", "base")
ODD_STAGES = ("scratch", "context", "a..b", "1x", "é", "x_")
IMAGES = ("scratch", "alpine", "busybox:1", "ghcr.io/o/t:1.2", "localhost:5000/x", "${X:-one}", "${BASE:-scratch}")
ODD_IMAGES = (
    "Nope", "$X", "$BASE", "a__b", "a___b", "", '""', "x:y:z", "alpine@sha256:1",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
)
PATHS = (
    "a", "a/b", "./a/", "/a/../b", "*.txt", "src/*", "[ab]", ".", "$X", "${X}", "${UNSET}", "$Z/c", "a\\*b", "../up",
    "d/",
)
ODD_PATHS = (
    "https://h/x", "http://h/y", "git@h:r.git", "https://h/r.git", "https://h/r.git?ref=1#2", "github.com/a/b",
    "C:\\x", "https://h/r.git?tag=1&branch=2", "git://h/r?x=1", "ssh://h/r#a:b", "HTTPS://h/r", "a\\", "'a b'",
    '"$X"', "~/x",
)
TARGETS = ("/", "/x/", "./", "/x", "$X/")
COPY_FLAGS = (
    "--link", "--link=false", "--chown=a:$X", "--chmod=755", "--chmod=u=rwX,go=rX", "--exclude=*.o", "--exclude=$X",
)
ODD_COPY_FLAGS = (
    "--chmod=9", "--chmod=$UNSET", "--parents", "--lnk", "--link --link", "--from=", "--keep-git-dir", "--unpack",
    "--link=maybe", "--checksum=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "--checksum=x", "--chown", "--", '--chown="a b"', "--from=a$b", "--fro", "--LINK", "--exclude=",
)
MOUNT_TYPES = ("bind", "bind", "bind", "cache", "tmpfs", "secret", "ssh")
ODD_MOUNT_TYPES = ("BIND", "bnd", "$X", "")
MOUNT_OPTIONS = ("ro", "rw", "readonly=false", "id=k")
ODD_MOUNT_OPTIONS = (
    "sharing=locked", "required", "size=1m", "size=x", "mode=0777", "uid=0", "gid=x", "what=1", "env=E",
    "required=true", "sharing=LOCKED", "", "rO", 'id="a"', "rw=maybe", "from", "tgt=/x", "type", "sharing=share",
)
RUN_FLAGS = ("--network=none",)
ODD_RUN_FLAGS = (
    "--network=x", "--security=insecure", "--device=a", "--mount", "--what", "--mount=", "--netwrk=none", "--device=",
    "--device=a,what=1", "--device=name=a,required=x", "--device=a,b", "--device=a,requred=1", "--device=a,name=b",
    "--device=required,c=d",
)
NEWER_COPY_FLAGS = ("--parents", "--parents --exclude=**/x", "--parents=false", "--parents --link")
NEWER_PATHS = ("a/./b", "./a/b", "a/b/./", "x/./*.c", "**/*.c", "$X/./$Z", "./", "/./a")
NEWER_RUN_FLAGS = (
    "--security=insecure", "--security=sandbox", "--device=vendor/class=a", "--device=a,required", "--security=no",
)
PLAIN_LINES = (
    "ENV X=1", "ENV X=$Y Y=$X", "ENV X a b", 'ENV X="a b" Z=\'c d\'', "ENV X=${X:-$Z}", "env Y=dir/", "ENV X=a\\ b",
    "ENV X=", "ENV X=${Y#*X} Z=${Y%%X*}", "ENV X=${Y/X/-}", "ARG X", "ARG X=two", "ARG Y", "ARG Z=$X", "ARG X Y=$X Z",
    "ARG TARGETARCH", "ARG HTTP_PROXY", "WORKDIR /w", "WORKDIR w/$X", "WORKDIR $UNSET", "USER $X", "LABEL a=b",
    "LABEL a b c", "EXPOSE 80", "EXPOSE 80/tcp 90-91", "VOLUME /v", 'VOLUME ["/v", "/w"]', "CMD x", "CMD",
    'CMD ["a"]', "ENTRYPOINT [a]", 'SHELL ["x"]', "STOPSIGNAL TERM", "STOPSIGNAL 9", "HEALTHCHECK NONE",
    "HEALTHCHECK CMD x", "HEALTHCHECK --interval=1s CMD x", "MAINTAINER me", "# comment", "", "   # indented",
    "RUN\tx", "ENV A=1 \\\n\n# c\n  B=2", "LABEL a=$X",
)
ODD_LINES = (
    "ENV X", "ENV =x", "ENV", "ENV a=b c", "ARG", "ARG =x", "ARG X=${NO:?gone}", "WORKDIR", "USER a b", "LABEL a",
    "LABEL a=${", "EXPOSE $X", "EXPOSE x", "EXPOSE", "EXPOSE 80/x", "EXPOSE 2-1", "EXPOSE h:1:2", "VOLUME $UNSET",
    'VOLUME ["/v", "$Z"]', "VOLUME", "SHELL x", "SHELL []", "STOPSIGNAL $UNSET", "STOPSIGNAL x", "STOPSIGNAL",
    "HEALTHCHECK", "HEALTHCHECK --interval=1 CMD x", "HEALTHCHECK x", "HEALTHCHECK CMD", "HEALTHCHECK NONE x",
    "HEALTHCHECK --retries=-1 CMD x", "MAINTAINER", "FORM x", "cpoy a b", "\\", "ONBUILD", "ONBUILD FROM x",
    "ONBUILD ONBUILD RUN x", "COPY", "COPY a", "ADD a", 'COPY ["a", 1]', "RUN [1]", "\xa0RUN x", "RUN\xa0x",
    "ENV X=\xa0a", "CMD [", 'COPY ["a"', "USER", "MAINTAINER --x a", "WORKDIR --x a", "ARG --x a",
)
GLOBAL = (
    "ARG X", "ARG X=one", "ARG X=${Y:-a}", "ARG TAG=alpine", "ARG BASE=one", "ARG A=1 X=$A", "arg X='a b'",
    "ARG TARGETARCH",
)
ODD_GLOBAL = (
    "ARG", "ARG =x", 'ARG X="a\\"b" Y', "ARG X=${UNSET:?needed}", "ARG X=${TARGETARCH}", "ARG BASE=$BUILDPLATFORM",
    "RUN x", "ARG X='", "ENV X=1",
)
HEADERS = (
    "# escape=`", "#escape = \\", "# check=skip=all", "# check=error=true;skip=A", "# comment", "", "# Escape=`",
    "#!/bin/sh",
)
ODD_HEADERS = (
    "# escape=x", "# escape=`\n# escape=\\", "# check=nonsense", "# check=skip=all;", "#what=1", "# escape=\\\n\n",
)
COMMANDS = ("true", '["true", "x"]', "a \\\n  && b", "a \\\n# comment\n\n  && b", "", "echo $X")
ODD_COMMANDS = ("echo <<", "[1]", "a \\", "a <<'", "\\\n", "cat <<$X", "cat <<EOF\n")
BODIES = ("", "hello\n", "\tin $X\n", "# no comment\n\n", "a \\\nb\n", "FROM x\n")
ODD_BODIES = ("${X:?no}\n", "${\n", "'\n")
PLATFORMS = ("linux/arm64", "linux/arm/v7", "windows/amd64", "arm64", "linux/amd64", "linux/386,linux/amd64")
PLATFORM_FLAGS = ("$BUILDPLATFORM", "linux/arm64", "$TARGETPLATFORM", "windows/amd64")
ODD_PLATFORM_FLAGS = ("$UNSET", "x/y/z/w", "", "nosuch")
