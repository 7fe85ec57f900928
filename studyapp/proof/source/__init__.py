"""What a proof file says about itself, read with ast and never imported."""
