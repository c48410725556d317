"""The parts of the shipping screen."""
