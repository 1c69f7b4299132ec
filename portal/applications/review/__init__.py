"""What the office does: stages, publicity, supplements, objections, decisions."""
