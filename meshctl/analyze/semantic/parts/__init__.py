"""Messages that several kinds share, each validated in one place."""
