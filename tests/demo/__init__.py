"""Tests of the demo community."""
