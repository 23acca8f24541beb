"""People who talk while everything breaks: `make torture`, and a minute of it in the tests."""
