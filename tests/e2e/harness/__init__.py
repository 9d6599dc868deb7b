"""What the end-to-end tests stand on: server, browser, Segment, and the 1Flow stand-in."""
