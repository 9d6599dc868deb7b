"""What jsmin leaves as it is, made smaller: names and statements."""
