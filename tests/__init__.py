"""The tests, one package for each that they test."""
