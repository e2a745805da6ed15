"""What lets a build pass or fails it: budgets, growth, baselines, and the exit code."""
