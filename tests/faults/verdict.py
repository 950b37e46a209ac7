"""What is counted in the end, and when the promise was kept."""

from __future__ import annotations

from dataclasses import dataclass, field

_QUESTIONS_PER_APOLOGY = 20


@dataclass
class Verdict:
    """Counts. `tried` names those without which nothing was proven, `wrong` those that must be 0.

    `unsent` were written and never acknowledged. `misplaced` have another id, place or time than
    their acknowledgement said. `doubled` are texts that are stored, or shown to somebody, more
    often than they were written. `changed` messages had an edit or deletion acknowledged. `views`
    are clients that do not see the history as it is stored, `cursors` those that do not know how
    far everybody has read, `presence` those of a room that do not see exactly the two who are
    there. `photos_lost` do not reach the other as they were sent, or do though they were deleted.
    """

    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    gaps: int = 0
    misplaced: int = 0
    changed: int = 0
    changes_lost: int = 0
    photos: int = 0
    photos_lost: int = 0
    cursors: int = 0
    unsent: int = 0
    views: int = 0
    presence: int = 0
    questions: int = 0
    answered: int = 0
    unanswered: int = 0
    answered_wrongly: int = 0
    apologies: int = 0
    breaches: list[str] = field(default_factory=list)

    @property
    def tried(self) -> dict[str, int]:
        """What has to have happened."""
        names = ("acknowledged", "changed", "photos", "questions", "answered")
        return {name: getattr(self, name) for name in names}

    @property
    def wrong(self) -> dict[str, int]:
        """What must not have happened."""
        neither = {*self.tried, "apologies", "breaches"}
        counts = {name: count for name, count in vars(self).items() if name not in neither}
        return counts | {"breaches": len(self.breaches)}

    @property
    def holds(self) -> bool:
        """Whether the promise was kept. One apology in twenty questions is none too many."""
        few = self.apologies <= max(1, self.questions // _QUESTIONS_PER_APOLOGY)
        return few and all(self.tried.values()) and not any(self.wrong.values())
