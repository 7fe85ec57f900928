"""What is called into question: refuted, not yet proven, or disputed."""
