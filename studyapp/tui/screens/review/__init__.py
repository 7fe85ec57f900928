"""The review: a question, its answer and its proof."""
