"""Which plain statements about oneself are worth remembering: what silences them, and their shapes by topic."""
