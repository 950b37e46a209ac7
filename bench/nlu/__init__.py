"""How well the guide understands, by language and script; `python -m bench.nlu`."""
