"""Proves an ignore file with the user's own build: the one room that starts Docker, and does so only when it is asked to."""
