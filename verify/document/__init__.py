"""The way through a document: what its words suppose, choose and define, and where that holds."""
