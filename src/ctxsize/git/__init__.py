"""Git: the program for listings, GitPython for commits and their trees, and its ignore files."""
