"""What every page about online stores shares: their names, and what to do where one does not let us in."""
