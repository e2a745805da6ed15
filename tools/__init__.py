"""Programs that are run by hand: they make, record, and measure what the tests hold."""
