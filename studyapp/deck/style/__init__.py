"""How a card is written: rules that warn, each with what to write instead."""
