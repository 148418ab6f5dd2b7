"""One file a route: decode, call the library, answer."""
