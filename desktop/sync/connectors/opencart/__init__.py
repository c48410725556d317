"""OpenCart 2.3 to 4.1, by one of three ways: our own module there, its own interface, or its database."""
