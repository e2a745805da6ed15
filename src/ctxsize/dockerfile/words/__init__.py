"""The language of words in a Dockerfile: quotes, escapes and variables."""
