"""The rules of a shop's day: plain Python, no database, no Qt, no clock, no input or output."""
