"""Floor 0: the tools every package stands on.

The kernel is the one package whose modules are each a door of their own
(docs/decisions/0003): it is a floor of tools, not a subject, and a single
``__init__`` door would import Flask into every pure rule.
"""
