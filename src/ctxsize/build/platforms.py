"""The platforms that a build is for, as Docker's client reads them and hands them on."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.stages.platform import Platform, normal, platform_of
from ctxsize.dockerfile.traits import CLASSIC_PLATFORM, CLIENT_PLATFORM_FEATURES
from ctxsize.errors import BuildRefusedError
from ctxsize.golang.text import lower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.dockerfile.engine import Engine

_OWN = Platform(system="linux", machine="amd64")
_LOCAL = "local"


def client_platforms(text: str | None, builder: Builder, engine: Engine) -> tuple[str, ...]:
    """Return the platforms of `--platform`, each in its normal form without a version; none if it was not given.

    The client of the legacy builder does not look at it before Engine 29, and takes one.

    Raises:
        BuildRefusedError: if the client stops at one of them.

    """
    if text is None:
        return ()
    if builder is Builder.LEGACY:
        if text and engine.has(CLASSIC_PLATFORM):
            _read(text, engine)
        return ()
    return tuple(_read(each, engine) for each in text.split(","))


def _read(text: str, engine: Engine) -> str:
    if lower(text) == _LOCAL:
        return _OWN.text(version=False)
    try:
        platform = platform_of(text, _OWN, features=engine.has(CLIENT_PLATFORM_FEATURES))
    except RefusalError as refusal:
        message = f"--platform: {refusal.what}, and docker build stops here. {refusal.advice}."
        raise BuildRefusedError(message) from None
    return normal(platform).text(version=False)
