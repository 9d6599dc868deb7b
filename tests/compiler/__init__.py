"""What compiled bundles do, against Segment's own packages and against the language."""
