"""WooCommerce over its REST interface wc/v3: auth, talk, probe, read, pull and write; store.py puts them together."""
