"""The guide: its turns, its language, its dialogue server."""
