"""The builds that a repository defines: out of Compose files, Bake files and lone Dockerfiles."""
