"""From an ID number to a receipt: drafts, people, agreements, facts, screening, signing."""
