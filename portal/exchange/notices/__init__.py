"""Notices from departments: heard once however they come, asked about, and put before a person."""
