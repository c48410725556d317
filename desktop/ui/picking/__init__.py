"""The parts of the picking screen: what can be walked, the walk, what is put back."""
