"""XZuFi, the German standard for service catalogues: transfer messages of changes, read entry by entry.

`message` reads a file as a stream, `services` and `organisations` turn one object into an entry, `writing` and
`linking` write a batch of them, `passes` puts it together. Why it does not assemble a whole state as the DLDB import
does: docs/adr/0013-exchange-in-passes.md.
"""
