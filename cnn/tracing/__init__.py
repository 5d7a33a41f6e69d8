"""Any network traced exactly: the sets of input positions carried through torch's own operations."""
