"""Mappings: Segment's mapping kit, from JSON to typed directive nodes."""
