"""Tables, nothing else. Only `desktop.services` reads and writes them."""
