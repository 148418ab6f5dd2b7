"""Makes the field tables and rule functions of `meshctl/analyze/schema` from published schemas."""
