"""Small frame in, Plotly figure out: no title (the card has it), gaps left, breaks drawn."""
