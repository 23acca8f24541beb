"""What travels over the wire: the shapes of requests and replies, and the codec that keeps them."""
