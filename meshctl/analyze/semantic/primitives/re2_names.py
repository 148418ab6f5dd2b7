"""Names of character classes that regular expressions may use, in lower case without separators."""

from __future__ import annotations

POSIX_CLASSES = frozenset(
    f"[:{negation}{name}:]"
    for negation in ("", "^")
    for name in (
        "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph",
        "lower", "print", "punct", "space", "upper", "word", "xdigit",
    )
)  # fmt: skip

_CATEGORIES = (
    "c cc cf cn co cs l lc ll lm lo lt lu m mc me mn n nd nl no p pc pd pe pf pi po ps s sc sk sm so z zl zp zs"
    " any assigned ascii"
)

_CATEGORY_NAMES = (
    "casedletter closepunctuation combiningmark connectorpunctuation control currencysymbol dashpunctuation"
    " decimalnumber enclosingmark finalpunctuation format initialpunctuation letter letternumber lineseparator"
    " lowercaseletter mark mathsymbol modifierletter modifiersymbol nonspacingmark number openpunctuation other"
    " otherletter othernumber otherpunctuation othersymbol paragraphseparator privateuse punctuation separator"
    " spaceseparator spacingmark surrogate symbol titlecaseletter unassigned uppercaseletter cntrl digit punct"
)

# NB: scripts of more than one word (Old_Italic) cannot be named: the parser drops the separator before it looks.
_SCRIPTS = (
    "adlam ahom arabic armenian avestan balinese bamum batak bengali bhaiksuki bopomofo brahmi braille buginese"
    " buhid carian chakma cham cherokee chorasmian common coptic cuneiform cypriot cyrillic deseret devanagari dogra"
    " duployan elbasan elymaic ethiopic georgian glagolitic gothic grantha greek gujarati gurmukhi han hangul hanunoo"
    " hatran hebrew hiragana inherited javanese kaithi kannada katakana kawi kharoshthi khmer khojki khudawadi lao"
    " latin lepcha limbu lisu lycian lydian mahajani makasar malayalam mandaic manichaean marchen medefaidrin miao"
    " modi mongolian mro multani myanmar nabataean nandinagari newa nko nushu ogham oriya osage osmanya palmyrene"
    " phoenician rejang runic samaritan saurashtra sharada shavian siddham sinhala sogdian soyombo sundanese syriac"
    " tagalog tagbanwa takri tamil tangsa tangut telugu thaana thai tibetan tifinagh tirhuta toto ugaritic vai"
    " vithkuqi wancho yezidi yi"
)

UNICODE_CLASSES = frozenset(f"{_CATEGORIES} {_CATEGORY_NAMES} {_SCRIPTS}".split())
