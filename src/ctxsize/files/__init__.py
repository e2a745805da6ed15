"""The doors for reading and writing files by name."""
