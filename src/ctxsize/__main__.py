"""``python -m ctxsize``."""

from __future__ import annotations

from ctxsize.cli import main

if __name__ == "__main__":
    main()
