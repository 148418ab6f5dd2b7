"""The work behind `meshctl convert`: legacy documents found, converted as one set, and put back among the others."""
