"""The doors to the outside: passwords, tokens, rate limits, the message bus, the story renderer."""
