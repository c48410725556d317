"""The parts of the page of invoices: its list, what is beside it, and work that takes long."""
