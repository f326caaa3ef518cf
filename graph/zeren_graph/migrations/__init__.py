"""The history of the tables (目录库结构沿革): one file for each step, in one line.

To change a table: change `tables.py`, and add the next file to `versions/`, named by its number,
with an `upgrade` that makes the old tables into the new ones and keeps what they hold. There is no
way back: the file of an SQLite catalogue is copied before the first step, a server is dumped.
"""
