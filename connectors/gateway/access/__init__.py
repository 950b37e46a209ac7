"""Who may come in and how much of what: identity, origins, limits."""
