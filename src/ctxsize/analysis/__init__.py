"""The pipeline from a build and its scan to findings, spelled out once, and what is compared with it."""
