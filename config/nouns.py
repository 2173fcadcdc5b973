"""The nouns other systems can keep a copy of: kind in the log of changes -> name of its address."""

NOUNS = {"employer": "employer", "vacancy": "vacancy", "worker": "worker", "match_run": "match-run"}
