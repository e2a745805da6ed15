"""dotnet, which could not be had: as its documentation has it."""

from __future__ import annotations

from tools.needs.declare import Documented, Table

_DOCS = "https://learn.microsoft.com/en-us/"
_PROJECTS = (
    ("*.csproj", "fails"),
    ("*.sln", "fails"),
    ("Directory.Build.props", "changes"),
    ("Directory.Build.targets", "changes"),
    ("Directory.Packages.props", "fails"),
    ("global.json", "changes"),
)
_RESTORED = (*_PROJECTS, ("nuget.config", "changes"), ("packages.lock.json", "same"))
_SOURCES = (
    ("**/*.cs", "fails"),
    ("**/*.resx", "changes"),
    ("**/*.razor", "changes"),
    ("appsettings.json", "changes"),
    ("wwwroot/**", "changes"),
)
TABLE = Table(
    name="dotnet",
    tool="dotnet",
    version="8.0",
    source=_DOCS + "dotnet/core/tools/",
    note="no registry at hand holds it. Project references (ProjectReference Include) are read as projects of their own, and each Directory.* file also from the directories above",
    commands=(
        Documented(
            match=("dotnet restore",),
            reads=_RESTORED,
            makes=("obj/",),
            source=_DOCS + "dotnet/core/tools/dotnet-restore",
        ),
        Documented(
            match=("dotnet restore",),
            options=("--locked-mode",),
            reads=(*_PROJECTS, ("nuget.config", "changes"), ("packages.lock.json", "fails")),
            makes=("obj/",),
            source=_DOCS + "nuget/consume-packages/package-references-in-project-files",
        ),
        Documented(
            match=("dotnet build",),
            reads=(*_RESTORED, *_SOURCES),
            makes=("bin/", "obj/"),
            source=_DOCS + "dotnet/core/tools/dotnet-build",
        ),
        Documented(
            match=("dotnet publish",),
            reads=(*_RESTORED, *_SOURCES),
            makes=("bin/", "obj/"),
            source=_DOCS + "dotnet/core/tools/dotnet-publish",
        ),
        Documented(
            match=("dotnet build", "dotnet publish"),
            options=("--no-restore",),
            reads=(*_PROJECTS, *_SOURCES, ("obj/project.assets.json", "fails")),
            makes=("bin/",),
            source=_DOCS + "dotnet/core/tools/dotnet-build",
        ),
        Documented(
            match=("dotnet test",),
            reads=(*_RESTORED, *_SOURCES, ("*.runsettings", "changes")),
            makes=("bin/", "obj/"),
            source=_DOCS + "dotnet/core/tools/dotnet-test",
        ),
        Documented(
            match=("dotnet tool restore",),
            reads=((".config/dotnet-tools.json", "fails"),),
            source=_DOCS + "dotnet/core/tools/dotnet-tool-restore",
        ),
    ),
)
