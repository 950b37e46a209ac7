"""Socket.IO namespaces: `/chat`, `/agent`, and `/` for widgets made for Rasa."""
