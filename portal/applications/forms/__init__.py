"""Forms of applications: what residents and staff send."""
