"""The HTML page: its template, style and script, and what the script is told."""
