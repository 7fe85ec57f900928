"""Fitting FSRS-6 to one learner's reviews; a process of its own, because it computes with numpy."""
