"""The demo community: believable people, projects and talk, the same every time for the same seed."""
