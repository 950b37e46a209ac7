"""The public server: the only process that faces the internet."""
