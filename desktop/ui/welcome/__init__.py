"""The parts of the first page: the ways to start, and how far one has come."""
