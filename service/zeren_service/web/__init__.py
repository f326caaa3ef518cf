"""The web page: plans cut into marked pieces on the server, our own templates, no CDN."""
