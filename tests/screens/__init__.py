"""The pictures of the screens in docs/screens."""
