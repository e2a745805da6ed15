"""Record what build commands read and make: run the real tools on small samples, and write tables for ``needs``."""
