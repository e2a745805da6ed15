"""Where lines for the ignore file come from: `.gitignore`, and findings."""
