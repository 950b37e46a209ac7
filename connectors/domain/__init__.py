"""Pure rules and state: no I/O, no clock, no randomness but ids."""
