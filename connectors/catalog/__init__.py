"""The catalog's CSV files, and how they come into MongoDB."""
