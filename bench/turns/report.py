"""The figures as JSON, plot and tables."""

from __future__ import annotations

import json
from typing import Any

from bench.pages import IMAGES, fill_in, table
from connectors.stack.places import ROOT

RESULTS = ROOT / "bench/turns/results.json"
PLOT = IMAGES / "turns.png"

NAMES = {"ours": "ours", "gateway": "ours by the gateway", "stock": "stock"}

Results = dict[str, Any]


def keep(results: Results) -> None:
    """Write the figures, draw them and fill the page's tables."""
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    _plot(results["turn_ms"])
    image = "![time of a turn by stored events](images/turns.png)"
    fill_in("turns", f"{tables(results)}\n\n{image}")


def tables(results: Results) -> str:
    """Three tables in Markdown."""
    return "\n\n".join([_turns(results["turn_ms"]), _rates(results), _memory(results["memory_mb"])])


def _turns(turns: Results) -> str:
    rows = [
        [
            f"{int(stored):,}",
            *(f"{sides[name][p]:,.0f}" for name in NAMES for p in ("p50", "p99")),
            f"{sides['stock']['p50'] / sides['ours']['p50']:.1f} ×",
            ", ".join(str(sides[name]["turns"]) for name in NAMES),
        ]
        for stored, sides in turns.items()
    ]
    columns = [f"{title} {p}" for title in NAMES.values() for p in ("p50", "p99")]
    return table(["stored events", *columns, "stock : ours, p50", "turns"], rows)


def _rates(results: Results) -> str:
    rows = [
        [f"turns a second, {count} at once", *(f"{rate[name]:.1f}" for name in NAMES)]
        for count, rate in results["turns_per_second"].items()
    ]
    start = results["start_seconds"]
    begun = [f"{start[name]:.1f}" if name in start else "–" for name in NAMES]
    rows.append(["start to the first answer, s", *begun])
    return table(["", *NAMES.values()], rows)


def _memory(memory: Results) -> str:
    names = list(memory["ready"])
    rows = [
        [moment, *(str(each[name]) for name in names)]
        for moment, each in (("when ready", memory["ready"]), ("after all this", memory["after"]))
    ]
    return table(["memory, MB", *names], rows)


def _plot(turns: Results) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    stored = [int(each) for each in turns]
    titles = {
        "stock": "stock Rasa",
        "gateway": "PanditYatra, by the gateway",
        "ours": "PanditYatra",
    }
    for side, name in titles.items():
        (line,) = axes.plot(stored, [t[side]["p50"] for t in turns.values()], "o-", label=name)
        p99 = [t[side]["p99"] for t in turns.values()]
        axes.plot(stored, p99, ":", color=line.get_color(), label=f"{name}, p99")
    axes.set(xscale="log", yscale="log", xlabel="stored events", ylabel="turn, ms")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    figure.savefig(PLOT, dpi=130)
    plt.close(figure)
