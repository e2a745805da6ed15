"""From instructions to the stages that a target needs, and the paths that they take."""
