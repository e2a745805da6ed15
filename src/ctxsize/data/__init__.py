"""Heuristics: the data files, in which people write, and what the program loads of them."""
