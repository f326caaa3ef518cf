"""Rows in, files out: tables for people (xlsx, docx, csv, html, md)."""
