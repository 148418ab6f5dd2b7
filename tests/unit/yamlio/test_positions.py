from __future__ import annotations

from meshctl.yamlio import Position, TextPart


def test_lines_and_columns_are_those_an_editor_shows() -> None:
    part = TextPart(text="é\r\nab\rc\u2028d\n", name="f", first_line=10, offset=100)
    assert part.position(0) == Position(10, 1, 100)
    assert part.position(3) == Position(11, 1, 103)
    assert part.position(part.text.index("d")) == Position(12, 3, 108)
    assert str(part.place(4)) == "f:11:2"


def test_the_end_of_the_text_is_a_place_too() -> None:
    assert TextPart(text="ab\n").position(3) == Position(2, 1, 3)
    assert TextPart(text="").position(0) == Position(1, 1, 0)
