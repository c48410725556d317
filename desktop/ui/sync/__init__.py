"""The parts of the sync screen."""
