"""Everything that connects the assistant to the world."""
