"""What OpenCart keeps, as rows, and what they mean; used by every way to such a store and by its backup file."""
