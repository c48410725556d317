"""The parts of the page that reads files: what a file would become, and what it became."""
