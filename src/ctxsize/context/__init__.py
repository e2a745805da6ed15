"""The build context as entries: where they come from, and the walk that shows them in order."""
