"""The outer face of 责任图谱: HTTP API, SPARQL endpoint, web pages, exports and command line."""
