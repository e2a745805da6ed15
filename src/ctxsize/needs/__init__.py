"""What a build needs of its context: who takes a path, what reads, makes and binds it, and how sure that is."""
