"""What we hold about a person: handed out, and removed. docs/privacy.md tells what and how."""
