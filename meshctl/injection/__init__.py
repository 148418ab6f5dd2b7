"""The template engine, pure: no clock, environment, disk or network. `engine.inject` is the one entry."""
