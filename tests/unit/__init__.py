"""Unit tests, a file a module."""
