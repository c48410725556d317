"""The parts of the packing screen: order bar, work, checklist, sealed, idle."""
