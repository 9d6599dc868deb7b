"""Triggers: Segment's Filter Query Language (FQL), from text to nodes."""
