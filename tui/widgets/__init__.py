"""Widgets that several screens share. Each draws its own lines; none is a tree of smaller ones."""
