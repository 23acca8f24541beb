"""The pictures of the demo community, drawn from a seed: thumbnails of projects, and faces."""
