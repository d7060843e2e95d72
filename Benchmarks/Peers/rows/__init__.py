"""The rows of the comparison, one family a file."""
