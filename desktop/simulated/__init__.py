"""Stand-ins for what a shop has and a test or the tour has not. Standard library only; they know nothing of Kolli."""
