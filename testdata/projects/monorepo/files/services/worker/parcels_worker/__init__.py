"""Moves parcels from queue to queue."""
