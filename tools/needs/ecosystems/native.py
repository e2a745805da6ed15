"""make, CMake, Ninja and Meson."""

from __future__ import annotations

from tools.needs.declare import Command, Read, Sample, Table

_MAKE: dict[str, str | bytes] = {
    "Makefile": "include rules.mk\n-include local.mk\nVERSION := $(shell cat VERSION)\nCOMMIT := $(shell git rev-parse HEAD 2>/dev/null)\n\nall: app\n\napp: main.o\n\t$(CC) -o $@ main.o\n\nmain.o: main.c main.h\n\t$(CC) $(CFLAGS) -DVERSION='\"$(VERSION)\"' -DCOMMIT='\"$(COMMIT)\"' -c main.c\n\ninstall: app\n\tcp app share/page.txt /mnt/out/\n\ntest: app\n\tsh tests/run.sh\n\nclean:\n\trm -f app main.o\n\n.PHONY: all install test clean\n",
    "rules.mk": "CFLAGS = -O1\n",
    "local.mk": "CFLAGS += -DLOCAL\n",
    "VERSION": "1.0.0\n",
    "main.c": '#include <stdio.h>\n#include "main.h"\nint main(void) { puts(TEXT VERSION COMMIT); return 0; }\n',
    "main.h": '#define TEXT "x"\n',
    "share/page.txt": "page\n",
    "tests/run.sh": "./app\n",
    "README.md": "# app\n",
    ".gitignore": "*.o\napp\n",
}
_PLAIN = Sample(name="make", files=_MAKE)
_REPOSITORY = Sample(name="make-git", files=_MAKE, git=True)
_MAKEFILE = Read(path="Makefile", instead=("makefile", "GNUmakefile"))
_INCLUDED = Read(
    manifest="Makefile",
    key="include",
    names="glob",
    seen=("rules.mk", "local.mk"),
    note="also -include and sinclude, which pass over what is missing",
)
_SHELL = Read(manifest="Makefile", key="$(shell)", names="command", seen=("VERSION",))
_RECIPES = Read(
    manifest="Makefile",
    key="prerequisites and recipes",
    names="command",
    seen=("main.c", "main.h"),
    note="of the target that is made and of those that it needs",
)
_READS = (_MAKEFILE, _INCLUDED, _SHELL, _RECIPES)
_NAMED = Sample(
    name="make-named",
    files={
        "build/app.mk": "all:\n\tcat data.txt > out.txt\n",
        "data.txt": "x\n",
        "sub/Makefile": "all:\n\tcat here.txt > out.txt\n",
        "sub/here.txt": "y\n",
        "README.md": "# app\n",
    },
)
MAKE = Table(
    name="make",
    tool="make",
    version="make --version",
    commands=(
        Command(ran="make", match=("make", "gmake"), sample=_PLAIN, reads=_READS),
        Command(
            ran="make install",
            match=("make install",),
            sample=_PLAIN,
            reads=(*_READS, Read(manifest="Makefile", key="install", names="command", seen=("share/page.txt",))),
        ),
        Command(
            ran="make test",
            match=("make test", "make check"),
            sample=_PLAIN,
            reads=(*_READS, Read(manifest="Makefile", key="test", names="command", seen=("tests/*",))),
        ),
        Command(
            ran="make",
            match=("make",),
            sample=_REPOSITORY,
            note="with git in $(shell) or in a recipe",
            reads=(*_READS, Read(path=".git/", above=True, note="what git reads")),
        ),
        Command(
            ran="make",
            match=("make",),
            sample=_PLAIN,
            setup="make",
            note="over what a build before has left: what is newer than its prerequisites is not made again",
            reads=(*_READS, Read(path="app", note="made before"), Read(path="main.o", note="made before")),
        ),
        Command(
            ran="make -f build/app.mk",
            match=("make",),
            options=("-f", "--file", "--makefile"),
            sample=_NAMED,
            reads=(
                Read(argument="-f", names="file", seen=("build/app.mk",)),
                Read(manifest="Makefile", key="prerequisites and recipes", names="command", seen=("data.txt",)),
            ),
        ),
        Command(
            ran="make -C sub",
            match=("make",),
            options=("-C", "--directory"),
            sample=_NAMED,
            reads=(
                Read(argument="-C", names="directory", seen=("sub/Makefile",), note="the makefile of that directory"),
                Read(manifest="Makefile", key="prerequisites and recipes", names="command", seen=("sub/here.txt",)),
            ),
        ),
    ),
)
_CMAKE: dict[str, str | bytes] = {
    "CMakeLists.txt": 'cmake_minimum_required(VERSION 3.20)\nfile(READ VERSION version)\nstring(STRIP "${version}" version)\nproject(app VERSION ${version} LANGUAGES C)\nlist(APPEND CMAKE_MODULE_PATH "${CMAKE_SOURCE_DIR}/cmake")\ninclude(Flags)\nadd_subdirectory(lib)\nconfigure_file(config.h.in config.h)\nadd_executable(app src/main.c)\ntarget_include_directories(app PRIVATE include "${CMAKE_BINARY_DIR}")\ntarget_link_libraries(app text)\ninstall(TARGETS app DESTINATION bin)\ninstall(FILES README.md DESTINATION share)\nenable_testing()\nadd_test(NAME runs COMMAND sh ${CMAKE_SOURCE_DIR}/tests/run.sh)\n',
    "VERSION": "1.0\n",
    "CMakePresets.json": '{"version": 3, "configurePresets": [{"name": "release", "generator": "Unix Makefiles", "binaryDir": "${sourceDir}/build", "cacheVariables": {"CMAKE_BUILD_TYPE": "Release"}}]}\n',
    "CMakeUserPresets.json": '{"version": 3}\n',
    "cmake/Flags.cmake": "set(CMAKE_C_FLAGS -O1)\n",
    "config.h.in": '#define VERSION "@PROJECT_VERSION@"\n',
    "src/main.c": '#include <stdio.h>\n#include "app.h"\n#include "config.h"\nint main(void) { puts(VERSION TEXT); return text(); }\n',
    "include/app.h": '#define TEXT "x"\nint text(void);\n',
    "lib/CMakeLists.txt": "file(GLOB sources *.c)\nadd_library(text ${sources})\n",
    "lib/text.c": "int text(void) { return 0; }\n",
    "tests/run.sh": "exit 0\n",
    "README.md": "# app\n",
    ".clang-format": "IndentWidth: 2\n",
}
_CMAKED = Sample(name="cmake", files=_CMAKE)
_LISTS = Read(path="CMakeLists.txt")
_SUB = Read(
    manifest="CMakeLists.txt",
    key="add_subdirectory",
    names="directory",
    seen=("lib/CMakeLists.txt",),
    note="its CMakeLists.txt",
)
_MODULES = Read(
    manifest="CMakeLists.txt",
    key="include",
    names="module",
    seen=("cmake/*",),
    note="a file, or a module below CMAKE_MODULE_PATH; find_package likewise",
)
_CONFIGURE = Read(
    manifest="CMakeLists.txt",
    key="configure_file",
    names="file",
    seen=("config.h.in", "VERSION"),
    note="also file(READ), file(STRINGS)",
)
_SOURCES = Read(
    manifest="CMakeLists.txt",
    key="add_executable",
    names="file",
    seen=("src/*", "lib/text.c"),
    note="also add_library, target_sources and file(GLOB): configuring asks whether they are there",
)
_HEADERS = Read(glob="**/*.h", seen=("include/*",), note="what the sources include")
_TREE = Read(
    path="build/",
    note="made before: its CMakeCache.txt holds the directory in which it was made, and CMake stops where that is another",
)
_CONFIGURED = (_LISTS, _SUB, _MODULES, _CONFIGURE, _SOURCES)
_CMAKE_UNITS = ("build/CMakeFiles",)
CMAKE = Table(
    name="cmake",
    tool="cmake",
    version="cmake --version",
    noise=("build/CMakeFiles/*", "build/Testing/*", "build/*.d"),
    commands=(
        Command(
            ran="cmake -S . -B build",
            match=("cmake -S", "cmake -B", "cmake .", "cmake .."),
            sample=_CMAKED,
            reads=_CONFIGURED,
            note="the source directory is the argument, or that of -S",
        ),
        Command(ran="mkdir -p build && cd build && cmake ..", match=("cmake ..",), sample=_CMAKED, reads=_CONFIGURED),
        Command(
            ran="cmake --preset release",
            match=("cmake --preset",),
            sample=_CMAKED,
            reads=(*_CONFIGURED, Read(path="CMakePresets.json"), Read(path="CMakeUserPresets.json")),
        ),
        Command(
            ran="cmake --build build",
            match=("cmake --build", "make", "ninja"),
            sample=_CMAKED,
            setup="cmake -S . -B build",
            units=("build",),
            reads=(*_CONFIGURED, _HEADERS, _TREE),
        ),
        Command(
            ran="cmake --install build --prefix /mnt/out",
            match=("cmake --install", "make install", "ninja install"),
            sample=_CMAKED,
            setup="cmake -S . -B build && cmake --build build",
            units=("build",),
            reads=(_TREE, Read(manifest="CMakeLists.txt", key="install", names="file", seen=("README.md",))),
        ),
        Command(
            ran="ctest --test-dir build",
            match=("ctest",),
            sample=_CMAKED,
            setup="cmake -S . -B build && cmake --build build",
            units=("build",),
            reads=(_TREE, Read(manifest="CMakeLists.txt", key="add_test", names="command", seen=("tests/*",))),
        ),
    ),
)
_NINJA = Sample(
    name="ninja",
    files={
        "build.ninja": "include rules.ninja\nbuild out.txt: copy in.txt\nbuild more.txt: copy more.in\n",
        "rules.ninja": "rule copy\n  command = cp $in $out\n",
        "in.txt": "x\n",
        "more.in": "y\n",
        "README.md": "# app\n",
    },
)
NINJA = Table(
    name="ninja",
    tool="ninja",
    version="ninja --version",
    commands=(
        Command(
            ran="ninja",
            match=("ninja",),
            sample=_NINJA,
            reads=(
                Read(path="build.ninja", note="or what -f names, in the directory of -C"),
                Read(manifest="build.ninja", key="include", names="file", seen=("rules.ninja",), note="also subninja"),
                Read(manifest="build.ninja", key="build", names="file", seen=("in.txt", "more.in")),
            ),
        ),
    ),
)
_MESON = Sample(
    name="meson",
    files={
        "meson.build": "project('app', 'c', version: files('VERSION'))\nsubdir('lib')\nexecutable('app', 'main.c', link_with: text, install: true)\nconfigure_file(input: 'config.in', output: 'config.h', configuration: {'a': '1'})\n",
        "meson_options.txt": "option('fast', type: 'boolean', value: true)\n",
        "VERSION": "1.0\n",
        "config.in": "@a@\n",
        "main.c": "int text(void); int main(void) { return text(); }\n",
        "lib/meson.build": "text = static_library('text', 'text.c')\n",
        "lib/text.c": "int text(void) { return 0; }\n",
        "README.md": "# app\n",
    },
)
_MESON_READS = (
    Read(path="meson.build"),
    Read(path="meson_options.txt", instead=("meson.options",)),
    Read(manifest="meson.build", key="subdir", names="directory", seen=("lib/meson.build",)),
    Read(
        manifest="meson.build",
        key="files",
        names="file",
        seen=("VERSION", "config.in", "main.c", "lib/text.c"),
        note="whatever it names",
    ),
)
MESON = Table(
    name="meson",
    tool="meson",
    version="meson --version",
    path=("mgr/bin",),
    noise=("build/meson-info/*", "build/meson-private/*", "build/meson-logs/*", "build/.ninja_log"),
    commands=(
        Command(ran="meson setup build", match=("meson setup",), sample=_MESON, reads=_MESON_READS),
        Command(
            ran="meson compile -C build",
            match=("meson compile", "ninja -C"),
            sample=_MESON,
            setup="meson setup build",
            units=("build",),
            reads=(*_MESON_READS, Read(path="build/", note="made before; it holds the directory of the sources")),
        ),
    ),
)
TABLES = (MAKE, CMAKE, NINJA, MESON)
