"""Bytes of a Dockerfile to checked instructions."""
