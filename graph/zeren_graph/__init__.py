"""Keeps what plans say: a catalogue that lists (SQL), a graph that reasons (RDF), networks to draw.

`zeren_graph.knowledge.Knowledge` opens both stores; `zeren_graph.catalogue.Catalogue` answers lists,
`zeren_graph.sandbox.Sandbox` the SPARQL queries of users.
"""
