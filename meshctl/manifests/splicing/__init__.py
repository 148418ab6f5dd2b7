"""Putting a new value into a document's text by replacing only what differs.

layout      where lines, entries, items and their comments begin and end
alignment   which items of an old and a new list belong together
block       edits inside indented mappings and lists
flow        edits inside braces and brackets
edits       the replacements themselves
"""
