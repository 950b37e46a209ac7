"""Who is speaking. An identity comes from a verified token and from nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Roles of people, see DESIGN: Identity."""

    GUEST = "guest"
    CUSTOMER = "customer"
    PANDIT = "pandit"
    AGENT = "agent"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as the token names them."""

    id: str
    role: Role
    name: str = ""

    @property
    def is_staff(self) -> bool:
        """Support agents and administrators."""
        return self.role in (Role.AGENT, Role.ADMIN)

    @property
    def is_guest(self) -> bool:
        """A visitor who has not signed in."""
        return self.role is Role.GUEST

    def to_wire(self) -> dict[str, str]:
        """`{"id", "role", "name"}`."""
        return {"id": self.id, "role": self.role.value, "name": self.name}
