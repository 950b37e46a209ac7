"""Stand-ins for parts that are not ours, speaking their protocol over a real socket."""
