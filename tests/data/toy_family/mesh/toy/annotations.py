"""The one annotation the toy mesh reads."""

WANTED = "toy.example.org/wanted"
