"""The parts of the page where an order is typed."""
