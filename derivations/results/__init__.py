"""The catalogue: one file per result, the file name is the result's id."""
