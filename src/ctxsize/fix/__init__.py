"""``--fix``: an ignore file that is right, proved, and the user's own."""
