"""The final table."""

from __future__ import annotations

from tests.faults.run import Options, Outcome

_MOST_BREACHES = 20


def table(outcome: Outcome, options: Options) -> str:
    """In Markdown, with the breaches below it."""
    verdict = outcome.verdict
    kills = ", ".join(f"{name} {count}" for name, count in sorted(outcome.kills.items()))
    rows = {
        "seed": options.seed,
        "seconds of faults": f"{options.seconds:g}",
        "rooms, visitors": f"{options.rooms}, {options.visitors}",
        "killed": kills,
        "longest restart": ", ".join(
            f"{name} {seconds:.1f} s" for name, seconds in sorted(outcome.slowest.items())
        ),
        "connections cut / made": f"{outcome.cuts} / {outcome.connections}",
        "messages acknowledged": verdict.acknowledged,
        "lost": verdict.lost,
        "doubled": verdict.doubled,
        "out of order": verdict.out_of_order,
        "gaps": verdict.gaps,
        "acknowledged with another place than in the history": verdict.misplaced,
        "edits and deletions acknowledged, lost": f"{verdict.changed}, {verdict.changes_lost}",
        "photos sent, not fetched as they were sent": f"{verdict.photos}, {verdict.photos_lost}",
        "written and never acknowledged": verdict.unsent,
        "clients whose view is not the history": verdict.views,
        "clients whose read cursors are wrong": verdict.cursors,
        "clients whose list of participants is wrong": verdict.presence,
        "questions to the guide": verdict.questions,
        "answered once": verdict.answered,
        "answered with an apology": verdict.apologies,
        "unanswered": verdict.unanswered,
        "answered twice or wrongly": verdict.answered_wrongly,
        "breaches of protocol": len(verdict.breaches),
        "tracebacks in the gateways' logs": sum(outcome.tracebacks.values()),
        "longest until all was delivered": f"{outcome.settled:.1f} s",
    }
    lines = ["| | |", "|---|---:|", *(f"| {name} | {value} |" for name, value in rows.items())]
    breaches = [f"- {breach}" for breach in verdict.breaches[:_MOST_BREACHES]]
    return "\n".join([*lines, *breaches, "kept" if outcome.holds else "BROKEN"])
