"""Fuzzing of all readers and of whole runs: ``python -m tools.fuzz --seconds 60``."""
