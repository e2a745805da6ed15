"""The configuration: ``[tool.ctxsize]`` of pyproject.toml, or .ctxsize.toml."""
