"""Tests of the development stack, with real processes."""
