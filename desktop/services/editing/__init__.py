"""Changing an order that is here already: what may be changed when, what it costs then, and taking it back."""
