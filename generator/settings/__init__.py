"""Destination settings: found, read, filled in, validated, and turned into one frozen model."""
