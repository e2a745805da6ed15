"""The language of ignore files: lines to patterns, patterns to verdicts."""
