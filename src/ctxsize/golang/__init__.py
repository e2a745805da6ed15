"""Go's paths, texts and regular expressions, which decide what Docker does with a name."""
