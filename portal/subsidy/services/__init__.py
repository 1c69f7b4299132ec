"""The verbs of subsidies: agreements, accounts, runs, sending, returns."""
