"""What a Dockerfile says, and what it makes the builder ask for: text in, values out."""
