"""The tests of ctxsize; `tests.engine` asks a real Docker engine."""
