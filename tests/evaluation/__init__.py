"""How well projects are recommended, measured offline: `make evaluate`."""
