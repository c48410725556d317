"""The parts of the sign-in page."""
