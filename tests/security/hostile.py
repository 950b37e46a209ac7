"""What attackers send: any JSON value, and values that nearly fit."""

from __future__ import annotations

import os
import re
from functools import cache
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from connectors.stack.places import ROOT

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
"""Tries of each fuzz test; more go deeper, and differ each time."""

_calm = settings(
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
fuzz = settings(_calm, max_examples=EXAMPLES)
fuzz_each_endpoint = settings(_calm, max_examples=max(8, EXAMPLES // 8))

NASTY = [
    "",
    " ",
    "\0",
    "\ud800",
    "\u202e\u0000\uffff",
    "null",
    "__proto__",
    "$where",
    "$gt",
    "a.b",
    "../../../etc/passwd",
    "%00",
    "x" * 65,
    "x" * 4001,
    "/restart",
    "/book{",
    '/book{"a": 1}',
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "ॐ" * 4000,
    "👍",
    "👩‍👩‍👧‍👦",
    "-1",
    "9" * 400,
    "2026-01-01T00:00:00Z",
]
QUERIES: list[dict[str, Any]] = [
    {"$gt": ""},
    {"$ne": None},
    {"$regex": ".*"},
    {"$where": "sleep(1000)"},
    {"$in": ["a"]},
    {"__proto__": {"on": True}},
]

texts = st.sampled_from(NASTY) | st.text(max_size=40)
numbers = (
    st.integers(-(2**70), 2**70)
    | st.sampled_from([0, 1, -1, 2**31, 2**53, 2**53 + 1, 2**63, 2**64, 1.5, -0.0, 1e308])
    | st.floats(allow_nan=False, allow_infinity=False)
)
scalars = st.none() | st.booleans() | numbers | texts | st.sampled_from(QUERIES)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


def almost(fields: dict[str, list[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with these fields, each missing, one of its good values, or anything else."""
    choices = {name: st.sampled_from(good) | values for name, good in fields.items()}
    return st.fixed_dictionaries({}, optional=choices)


@cache
def documented_codes() -> set[str]:
    """The error codes of docs/protocol.md."""
    text = (ROOT / "docs/protocol.md").read_text("utf-8")
    rows = text.partition("## Error codes")[2].splitlines()
    cells = [row.split("|")[1] for row in rows if row.startswith("| `")]
    return {code for cell in cells for code in re.findall(r"`(\w+)`", cell)}
