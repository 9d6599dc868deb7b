"""What several tests need: bundles run in Node, the command line, paste-in HTML."""
