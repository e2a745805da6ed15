"""What a receiver says of a directory's files before any of them is shown."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.ignore.matcher import State


class Outlook:
    """What becomes of the files of a directory at one receiver, but for those whose name is in ``file_names`` of a state.

    ``received`` is whether they arrive, ``simple`` whether they arrive whole or not at all. Compared by identity: a
    receiver has one for all directories in the same states.
    """

    __slots__ = ("received", "simple", "states")

    def __init__(self, *states: State, received: bool, simple: bool) -> None:
        """Keep what is said of a directory in these states."""
        self.states = states
        self.received = received
        self.simple = simple
