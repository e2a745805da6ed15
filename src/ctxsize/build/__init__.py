"""One build before its context is walked: what was asked for, which files count, and what each load takes."""
