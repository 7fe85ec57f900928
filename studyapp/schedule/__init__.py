"""When a card comes back: the memory model, study days, and the plan after each answer."""
