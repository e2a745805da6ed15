"""Composer: path repositories, autoloading, scripts."""

from __future__ import annotations

import json

from tools.needs.declare import Command, Read, Sample, Table

_APP = Sample(
    name="composer",
    files={
        "composer.json": json.dumps(
            {
                "name": "acme/app",
                "description": "x",
                "license": "MIT",
                "require": {"acme/dep": "1.0.0"},
                "require-dev": {"acme/tool": "1.0.0"},
                "repositories": [
                    {"type": "path", "url": "libs/*", "options": {"symlink": False}},
                    {"packagist.org": False},
                ],
                "autoload": {"psr-4": {"App\\": "src/"}, "files": ["src/functions.php"], "classmap": ["database/"]},
                "autoload-dev": {"psr-4": {"Tests\\": "tests/"}},
                "scripts": {"post-autoload-dump": ["@php artisan"], "build": "@php bin/build.php"},
                "config": {"sort-packages": True},
            },
            indent=4,
        ),
        "artisan": "<?php file_put_contents('discovered.txt', 'x');\n",
        "bin/build.php": "<?php require 'vendor/autoload.php'; file_put_contents('built.txt', App\\Main::NAME);\n",
        "src/Main.php": "<?php namespace App; class Main { const NAME = 'x'; }\n",
        "src/functions.php": "<?php function helper() {}\n",
        "database/Seeder.php": "<?php class Seeder {}\n",
        "tests/MainTest.php": "<?php namespace Tests; class MainTest {}\n",
        "libs/dep/composer.json": '{"name": "acme/dep", "version": "1.0.0", "autoload": {"psr-4": {"Dep\\\\": "src/"}}, "bin": ["run"]}\n',
        "libs/dep/src/Dep.php": "<?php namespace Dep; class Dep {}\n",
        "libs/dep/run": "#!/usr/bin/env php\n<?php\n",
        "libs/tool/composer.json": '{"name": "acme/tool", "version": "1.0.0"}\n',
        "auth.json": "{}\n",
        "README.md": "# app\n",
        ".env.example": "A=1\n",
        "phpunit.xml": "<phpunit/>\n",
    },
    prepare="composer update --no-scripts --no-interaction",
    drop=("vendor",),
    units=("vendor",),
)
_JSON = Read(path="composer.json")
_LOCK = Read(path="composer.lock", role="lock")
_AUTH = Read(path="auth.json", note="keys for private repositories")
_PATHS = Read(
    manifest="composer.json",
    key="repositories.*.url",
    names="directory",
    seen=("libs/*",),
    note="of type path: copied or linked whole",
)
_SCRIPTS = Read(
    manifest="composer.json",
    key="scripts.*",
    names="command",
    seen=("artisan",),
    note="those of the events that the command triggers: post-install-cmd, post-autoload-dump and so on; not with --no-scripts",
)
_CLASSMAP = Read(manifest="composer.json", key="autoload.classmap", names="directory", seen=("database/*",))
_FILES = Read(manifest="composer.json", key="autoload.files", names="file", seen=("src/functions.php",))
_PSR4 = Read(
    manifest="composer.json",
    key="autoload.psr-4",
    names="directory",
    seen=("src/Main.php",),
    note="listed with --optimize-autoloader, else not read",
)
_TESTS = Read(manifest="composer.json", key="autoload-dev.psr-4", names="directory", seen=("tests/*",))
_INSTALL = (_JSON, _LOCK, _AUTH, _PATHS, _CLASSMAP, _FILES, _PSR4)
_INSTALLED = "composer install --no-scripts --no-interaction"
_VENDOR = Read(path="vendor/")
TABLE = Table(
    name="composer",
    tool="composer",
    version="composer --version --no-interaction",
    env={"COMPOSER_ALLOW_SUPERUSER": "1", "COMPOSER_DISABLE_NETWORK": "1"},
    commands=(
        Command(
            ran="composer install --no-interaction",
            match=("composer install", "composer i"),
            unless=("--no-scripts",),
            sample=_APP,
            reads=(*_INSTALL, _SCRIPTS, _TESTS),
        ),
        Command(
            ran="composer install --no-dev --no-scripts --no-interaction",
            match=("composer install", "composer i"),
            options=("--no-scripts",),
            sample=_APP,
            reads=_INSTALL,
        ),
        Command(
            ran="composer install --no-dev --no-interaction --optimize-autoloader",
            match=("composer install", "composer i"),
            options=("--optimize-autoloader", "-o", "--classmap-authoritative", "-a"),
            sample=_APP,
            reads=(*_INSTALL, _SCRIPTS),
        ),
        Command(
            ran="composer install --no-autoloader --no-scripts --no-interaction",
            match=("composer install", "composer i"),
            options=("--no-autoloader",),
            sample=_APP,
            reads=(_JSON, _LOCK, _AUTH, _PATHS),
        ),
        Command(
            ran="composer dump-autoload --optimize --no-interaction",
            match=("composer dump-autoload", "composer dumpautoload"),
            sample=_APP,
            setup=_INSTALLED,
            reads=(*_INSTALL, _SCRIPTS, _TESTS, _VENDOR),
        ),
        Command(
            ran="composer run-script build --no-interaction",
            match=("composer run-script", "composer run"),
            sample=_APP,
            setup=_INSTALLED,
            reads=(
                _JSON,
                _LOCK,
                _AUTH,
                _VENDOR,
                Read(manifest="composer.json", key="scripts.build", names="command", seen=("bin/build.php", "src/*")),
            ),
        ),
        Command(
            ran="composer update --no-scripts --no-interaction",
            match=("composer update", "composer require"),
            sample=_APP,
            reads=(*_INSTALL, _TESTS),
        ),
        Command(
            ran="composer validate --no-interaction",
            match=("composer validate",),
            sample=_APP,
            reads=(_JSON, _LOCK, _AUTH),
        ),
        Command(
            ran="php bin/build.php",
            match=("php",),
            sample=_APP,
            setup=_INSTALLED,
            reads=(
                Read(argument="first", names="file", seen=("bin/build.php",)),
                _VENDOR,
                Read(glob="**", seen=("src/*",), note="what the program requires"),
            ),
        ),
    ),
)
