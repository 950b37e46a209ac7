"""The figures as JSON, plot and tables."""

from __future__ import annotations

import json
from typing import Any

from connectors.stack.places import ROOT

RESULTS = ROOT / "bench/turns/results.json"
PLOT = ROOT / "docs/images/turns.png"


def keep(results: dict[str, Any]) -> None:
    """Write the figures and draw them."""
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    _plot(results["turn_ms"])


def tables(results: dict[str, Any]) -> str:
    """Two tables in Markdown."""
    lines = [
        "| stored events | PanditYatra p50 / p99 ms | stock Rasa p50 / p99 ms | ratio of p50 |"
    ]
    lines.append("|---|---|---|---|")
    for stored, sides in results["turn_ms"].items():
        ours, stock = sides["ours"], sides["stock"]
        lines.append(
            f"| {int(stored):,} | {ours['p50']:,.0f} / {ours['p99']:,.0f} "
            f"| {stock['p50']:,.0f} / {stock['p99']:,.0f} | {stock['p50'] / ours['p50']:.1f} × |"
        )
    lines += ["", "| | PanditYatra | stock Rasa |", "|---|---|---|"]
    for count, rate in results["turns_per_second"].items():
        lines.append(f"| turns/s, {count} at once | {rate['ours']:.1f} | {rate['stock']:.1f} |")
    start, memory = results["start_seconds"], results["memory_mb"]
    lines.append(f"| start to first answer, s | {start['ours']:.1f} | {start['stock']:.1f} |")
    for moment, name in (("ready", "when ready"), ("after", "after all this")):
        each = memory[moment]
        lines.append(f"| memory {name}, MB | {each['ours']} | {each['stock']} |")
    return "\n".join(lines)


def _plot(turns: dict[str, Any]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    stored = [int(each) for each in turns]
    for side, name in (("stock", "stock Rasa"), ("ours", "PanditYatra")):
        (line,) = axes.plot(stored, [t[side]["p50"] for t in turns.values()], "o-", label=name)
        p99 = [t[side]["p99"] for t in turns.values()]
        axes.plot(stored, p99, ":", color=line.get_color(), label=f"{name}, p99")
    axes.set(xscale="log", yscale="log", xlabel="stored events", ylabel="turn, ms")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    PLOT.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(PLOT, dpi=130)
