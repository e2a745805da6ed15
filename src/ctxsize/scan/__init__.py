"""One walk shown to all receivers: totals, what each line excludes, and where builders differ."""
