"""A watched folder as a store: exports come in, answers go out as files. For marketplaces without an open interface."""
