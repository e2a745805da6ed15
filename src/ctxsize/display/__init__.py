"""How sizes and names are written for a person."""
