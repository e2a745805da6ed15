"""What the configuration says of the build, where the command line says nothing."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.cli.options import Options
    from ctxsize.config.settings import Config


def with_inputs(given: Options, config: Config) -> Options:
    """Return the options with what the configuration adds to them.

    Options go before the configuration. Its Dockerfile, target and named contexts are those of one build: the one whose
    context is the configuration's own directory, or the one that is asked for where ``--config`` names the file. With
    another Dockerfile they are those of no build.
    """
    inputs = config.inputs
    if inputs is None:
        return given
    arguments = {name: f"{name}={value}" for name, value in inputs.build_args}
    for pair in given.build_arg:
        arguments[pair.partition("=")[0]] = pair
    found = given.replace(
        builder=given.builder or inputs.builder,
        platform=given.platform or inputs.platform,
        build_arg=tuple(arguments.values()),
    )
    is_this_build = given.config is not None or os.path.realpath(given.path) == inputs.directory
    if given.file is not None or not is_this_build:
        return found
    contexts = {name: f"{name}={where}" for name, where in inputs.build_contexts}
    for pair in given.build_context:
        contexts[pair.partition("=")[0]] = pair
    return found.replace(
        file=None if inputs.dockerfile is None else os.path.relpath(inputs.dockerfile),
        target=given.target or inputs.target,
        build_context=tuple(contexts.values()),
    )
