"""ctxsize beside other programs that look through a tree: ``python -m benchmarks``."""
