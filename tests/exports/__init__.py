"""Exports of Segment's: imported, reported on, and compared with settings."""
