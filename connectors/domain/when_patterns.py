"""Finds the expressions of time in a text: patterns over the symbols of its atoms.

A pattern is a regular expression over one letter for each atom (`Atom` lists them): `D` is a day
such as "tomorrow", `[#N]k` a number and "gate".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.domain import when_readers as readers
from connectors.domain.when_atoms import Atom, atoms

_PATTERNS: list[tuple[str, readers.Reader]] = [
    (r"I", readers.moment),
    (r"Y", readers.numeric_date),
    (r"(?:[#N][ok]?g?M|[#N]m|M[#N][ok]?(?![Acp]))(?:g?s?y)?|ys?g?[Mm][#N]k?", readers.named_date),
    (r"[#N]k", readers.day_of_nepali_month),
    (r"i[#N]Ul?|[#N]U[ln]", readers.from_now),
    (r"D", readers.relative_day),
    (r"B", readers.tonight),
    (r"0", readers.now),
    (r"[nt]Ug?W|Wg?[nt]U?|[nt]?W(?:g?[nt]U)?|[nt]w", readers.weekday),
    (r"[nt]U|U[ntl]", readers.vague),
    (r"[ac]*f[#N]c?[Ap]?", readers.clock),
    (r"a?c?T[Ap]?c?(?!U)", readers.clock),
    (r"[ac]*[#N](?:c?[Ap]|c)h?|c[#N]h?|a#h?(?![UMoxs])|[ac]?#(?=[ig]*P)", readers.clock),
    (r"(?<=[PDW])#(?=$|[^xUMoNl#s])", readers.clock),
    (r"P", readers.part_of_day),
    (r"g[#N]o(?!x)|[#N]og(?!x)|^[#N]o$", readers.day_of_month),
]
_MASTER = re.compile("|".join(f"({pattern})" for pattern, _ in _PATTERNS))


@dataclass(frozen=True, slots=True)
class Finding:
    """An expression of time: its atoms, and the reader that knows what they mean."""

    read: readers.Reader
    atoms: list[Atom]
    gap: str  # symbols since the finding before, or the beginning
    is_first: bool

    @property
    def joins(self) -> bool:
        """Whether only small words part it from the finding before."""
        return not self.is_first and not self.gap.strip("gia")

    @property
    def corrects(self) -> bool:
        """Whether it takes back what was told before: "Friday, no, Sunday"."""
        return not self.is_first and any(symbol in self.gap for symbol in "!~")

    @property
    def is_denied(self) -> bool:
        """Whether it is what is not meant: "not Friday"."""
        return self.gap.rstrip("gia").endswith("!")


def meant(text: str) -> list[Finding]:
    """What is told, without what is denied where there is something else."""
    findings = list(_findings(text))
    return [finding for finding in findings if not finding.is_denied] or findings


def _findings(text: str) -> Iterator[Finding]:
    found = atoms(text)
    symbols = "".join(atom.symbol for atom in found)
    stop = 0
    for place, match in enumerate(_MASTER.finditer(symbols)):
        read = _PATTERNS[(match.lastindex or 1) - 1][1]
        start, end = match.span()
        yield Finding(read, found[start:end], symbols[stop:start], place == 0)
        stop = end
