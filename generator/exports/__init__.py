"""What Segment exports of a destination: read, its 1Flow entry taken, turned into settings."""
