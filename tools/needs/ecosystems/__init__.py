"""The samples, the commands, and what their tables say: one module an ecosystem."""
