"""What is asked of the engine: a shopper's words and filters as its questions, and its answers as the shop's."""
