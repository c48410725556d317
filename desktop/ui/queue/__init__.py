"""The parts of the order queue's page."""
