"""The figures as JSON, plots and tables."""

from __future__ import annotations

import json
from typing import Any

from bench.pages import IMAGES, fill_in, table
from connectors.stack.places import ROOT

RESULTS = ROOT / "bench/rooms/results.json"

TITLES = {
    "gateway": "PanditYatra gateway",
    "node": "Node socket.io + MongoDB",
    "channels": "Django Channels + SQLite",
    "bare": "python-socketio, nothing stored",
}

Results = dict[str, Any]


def keep(results: Results) -> None:
    """Write the figures, draw them and fill the page's tables."""
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    _plot_rates(results["highest"])
    _plot_growth(results)
    plots = ("rates", "connections", "stored")
    images = " ".join(f"![{name}](images/rooms-{name}.png)" for name in plots)
    fill_in("rooms", f"{tables(results)}\n\n{images}")


def tables(results: Results) -> str:
    """Tables in Markdown, with what belongs to each."""
    return "\n\n".join(
        [
            _steady(results),
            _growth(results["connections"], "connections"),
            _growth(results["stored"], "messages in the room"),
        ]
    )


def _steady(results: Results) -> str:
    head = ["50 rooms of two, 50 messages a second, ms", "p50", "p95", "p99"]
    head += ["processor time a message, server + databases", "most messages a second"]
    rows = []
    for name, rounds in results["steady"].items():
        best = min(rounds, key=lambda talked: talked["p99"])
        cpu = best["cpu_ms"]
        databases = sum(cpu[each] for each in ("mongo", "redis"))
        rows.append(
            [
                TITLES[name],
                *(f"{best[each]:.1f}" for each in ("p50", "p95", "p99")),
                f"{cpu['server']:.2f} + {databases:.2f}",
                f"{results['highest'][name]['sustained']:,}",
            ]
        )
    return table(head, rows)


def _growth(grown: Results, what: str) -> str:
    """p99 of each side by size, and the memory of its server."""
    sizes = list(next(iter(grown.values())))
    figures = {"p99": "p99 ms", "memory_mb": "MB"}
    rows = [[f"{int(size):,}"] for size in sizes]
    for row, size in zip(rows, sizes, strict=True):
        for by_size in grown.values():
            row += [f"{by_size[size][each]:,.0f}" if size in by_size else "–" for each in figures]
    last = [list(by_size.values())[-1] for by_size in grown.values()]
    if all("kb_each" in each for each in last):
        kb = (cell for each in last for cell in ("", f"{each['kb_each']:,.0f}"))
        rows.append(["KB a connection", *kb])
    return table([what, *(f"{name} {title}" for name in grown for title in figures.values())], rows)


def _plot_rates(highest: Results) -> None:
    figure, axes = _figure()
    for name, found in highest.items():
        steps = sorted(found["steps"], key=lambda step: step["rate"])
        rates = [step["rate"] for step in steps]
        axes.plot(rates, [step["p99"] for step in steps], "o-", label=TITLES[name])
    axes.axhline(100, color="gray", linestyle=":")
    axes.set(xscale="log", yscale="log", xlabel="messages a second", ylabel="p99, ms")
    _save(figure, axes, "rooms-rates.png")


def _plot_growth(results: Results) -> None:
    for part, label in (("connections", "connections"), ("stored", "messages in the room")):
        figure, (times, memory) = _figure(2)
        for name, grown in results[part].items():
            sizes = [int(size) for size in grown]
            for axes, each in ((times, "p99"), (memory, "memory_mb")):
                axes.plot(sizes, [one[each] for one in grown.values()], "o-", label=TITLES[name])
        times.set(xscale="log", yscale="log", xlabel=label, ylabel="p99, ms")
        memory.set(xscale="log", xlabel=label, ylabel="memory of the server, MB")
        memory.set_ylim(bottom=0)
        memory.grid(alpha=0.3)
        _save(figure, times, f"rooms-{part}.png")


def _figure(panels: int = 1) -> Any:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    return plt.subplots(1, panels, figsize=(3 + 4 * panels, 4), layout="constrained")


def _save(figure: Any, axes: Any, name: str) -> None:
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    figure.savefig(IMAGES / name, dpi=130)
