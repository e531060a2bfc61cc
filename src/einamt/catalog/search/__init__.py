"""Finding services by whatever people call them: `service` searches, `suggesting` suggests.

Nothing is imported here: other rooms use the words of `language`, and must not load the arrays of the index for that.
"""
