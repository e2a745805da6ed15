"""Bundler and RubyGems: path gems, a gemspec that asks git, vendored gems."""

from __future__ import annotations

from tools.needs.declare import Command, Read, Sample, Table

_DEP = 'Gem::Specification.new do |s|\n  s.name = "dep"\n  s.version = "1.0.0"\n  s.summary = "x"\n  s.authors = ["a"]\n  s.files = Dir["lib/**/*.rb"]\nend\n'
_CACHED = 'mkdir -p /mnt/tmp/g/lib vendor/cache; cd /mnt/tmp/g; echo \'VALUE=1\' > lib/cached.rb; printf \'Gem::Specification.new do |s|\\n s.name="cached"\\n s.version="1.0.0"\\n s.summary="x"\\n s.authors=["a"]\\n s.files=["lib/cached.rb"]\\nend\\n\' > cached.gemspec; gem build -q cached.gemspec; mv cached-1.0.0.gem /mnt/w/app/vendor/cache; cd /mnt/w/app; '
_APP = Sample(
    name="bundler",
    files={
        "Gemfile": 'source "https://rubygems.org"\nruby file: ".ruby-version" if false\neval_gemfile "Gemfile.more"\ngem "dep", path: "libs/dep"\ngem "cached"\n',
        "Gemfile.more": "# more gems\n",
        ".ruby-version": "3.1.2\n",
        ".bundle/config": '---\nBUNDLE_JOBS: "1"\n',
        "libs/dep/dep.gemspec": _DEP,
        "libs/dep/lib/dep.rb": "module Dep; NAME = 'dep'; end\n",
        "Rakefile": 'load "tasks/build.rake"\n',
        "bin/build.rb": 'require "dep"; File.write("built.txt", Dep::NAME)\n',
        "tasks/build.rake": 'task(:build) { $:.unshift("libs/dep/lib"); require "dep"; File.write("built.txt", Dep::NAME) }\n',
        "config.ru": "run 1\n",
        "README.md": "# app\n",
    },
    prepare=_CACHED
    + "bundle config set --local cache_all false; bundle install --local --quiet || true; test -f Gemfile.lock || bundle lock --local",
    units=("vendor/cache",),
)
_GEMFILE = Read(path="Gemfile", above=True)
_LOCK = Read(path="Gemfile.lock", above=True, role="lock")
_CONFIG = Read(path=".bundle/config", above=True)
_MORE = Read(
    manifest="Gemfile",
    key="eval_gemfile",
    names="file",
    seen=("Gemfile.more",),
    note="also File.read, ruby file: and whatever else the Gemfile evaluates",
)
_PATHS = Read(manifest="Gemfile", key="path", names="directory", seen=("libs/dep/dep.gemspec",), note="its *.gemspec")
_CACHE = Read(path="vendor/cache/", note="gems are taken from it if it is there")
_READS = (_GEMFILE, _LOCK, _CONFIG, _MORE, _PATHS, _CACHE)
_GEM_FILES: dict[str, str | bytes] = {
    "Gemfile": 'source "https://rubygems.org"\ngemspec\n',
    "app.gemspec": 'require_relative "lib/app/version"\nGem::Specification.new do |s|\n  s.name = "app"\n  s.version = App::VERSION\n  s.summary = File.read("README.md")\n  s.authors = ["a"]\n  s.files = `git ls-files -z`.split("\\x0")\nend\n',
    "lib/app.rb": "module App; end\n",
    "lib/app/version.rb": 'module App; VERSION = "1.0.0"; end\n',
    "README.md": "# app\n",
    "CHANGELOG.md": "none\n",
    ".gitignore": "*.gem\n",
}
_GEM = Sample(
    name="gemspec", files=_GEM_FILES, prepare="git init -q; git add -A; bundle lock --local; rm -rf .git", git=True
)
_SPEC = Read(
    manifest="Gemfile",
    key="gemspec",
    names="file",
    seen=("app.gemspec",),
    note="*.gemspec beside the Gemfile, or below path:",
)
_SPEC_READS = Read(
    manifest="*.gemspec",
    key="*",
    names="text",
    seen=("lib/app/version.rb", "README.md"),
    note="what it requires and reads",
)
_GIT = Read(path=".git/", above=True, note="the gemspec asks `git ls-files`: without it the gem has no files")
_TRACKED = Read(
    glob="**",
    seen=("CHANGELOG.md", ".gitignore", "lib/app.rb", "Gemfile.lock", "Gemfile"),
    note="every file that git tracks",
)
_HOME = {"GEM_HOME": "/mnt/out", "BUNDLE_SILENCE_ROOT_WARNING": "1", "BUNDLE_PATH__SYSTEM": "true"}
_NOISE = ("out: specifications/*", "out: cache/*", "out: extensions/*")
BUNDLER = Table(
    name="bundler",
    tool="bundler",
    version="bundle --version",
    env=_HOME,
    commands=(
        Command(ran="bundle install --local", match=("bundle install", "bundle"), sample=_APP, reads=_READS),
        Command(
            ran="bundle config set --local deployment true && bundle install --local",
            match=("bundle install", "bundle"),
            options=("--deployment", "--frozen"),
            sample=_APP,
            reads=_READS,
            note="also with BUNDLE_DEPLOYMENT or BUNDLE_FROZEN set, or `bundle config set deployment true`",
        ),
        Command(
            ran="bundle exec ruby bin/build.rb",
            match=("bundle exec",),
            sample=_APP,
            setup="GEM_HOME=/mnt/w/app/gems bundle install --local",
            env={"GEM_HOME": "/mnt/w/app/gems"},
            units=("gems", "vendor/cache"),
            reads=(
                *_READS,
                Read(argument="first", names="command", seen=("bin/build.rb",)),
                Read(glob="**", seen=("libs/dep/lib/*",), note="what the program requires"),
                Read(path="gems/", note="the installed gems"),
            ),
        ),
        Command(
            ran="rake build",
            match=("rake", "bundle exec rake"),
            sample=_APP,
            units=("vendor/cache",),
            reads=(
                Read(path="Rakefile", instead=("rakefile", "Rakefile.rb", "rakefile.rb"), above=True),
                Read(manifest="Rakefile", key="load", names="file", seen=("tasks/*",)),
                Read(glob="**", seen=("libs/dep/lib/*",), note="what the task requires"),
            ),
        ),
        Command(
            ran="bundle install --local",
            match=("bundle install",),
            sample=_GEM,
            where={"Gemfile:gemspec": "*"},
            reads=(_GEMFILE, _LOCK, _SPEC, _SPEC_READS, _GIT),
        ),
        Command(
            ran="bundle lock --local",
            match=("bundle lock", "bundle update"),
            sample=_GEM,
            reads=(_GEMFILE, _LOCK, _SPEC, _SPEC_READS, _GIT),
        ),
        Command(
            ran="gem build app.gemspec",
            match=("gem build", "rake build", "bundle exec rake build"),
            sample=_GEM,
            reads=(Read(argument="first", names="file", seen=("app.gemspec",)), _SPEC_READS, _GIT, _TRACKED),
        ),
        Command(
            ran="ruby lib/app.rb",
            match=("ruby",),
            sample=_GEM,
            reads=(Read(argument="first", names="file", seen=("lib/app.rb",)),),
        ),
    ),
)
TABLES = (BUNDLER,)
