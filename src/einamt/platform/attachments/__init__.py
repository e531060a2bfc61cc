"""Files that somebody sends with a message or as a proof: checked, scanned, kept encrypted, handed out as downloads.

Whatever they come with declares two tables of its own from `models`, so that they go where it goes, and registers them.
"""
