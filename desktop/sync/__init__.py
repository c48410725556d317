"""Talking to the online stores: connectors, HTTP, and the thread that pushes and pulls."""
