"""Git: the program and how it is run, what it ignores, commits and their trees, and its ignore files."""
