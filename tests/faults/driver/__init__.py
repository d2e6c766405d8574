"""What drives the two programs through their failpoints."""
