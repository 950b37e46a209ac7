"""MongoDB repositories, one for each aggregate; indexes beside them in `database`."""
