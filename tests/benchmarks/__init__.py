"""What the issue puts a number on, measured as ratios in one run: `make bench`."""
