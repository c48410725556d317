"""OpenCart's own interface, in its four dialects. It can be told things; most of them tell little in return."""
