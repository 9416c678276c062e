"""One module for each question of the catalogue, named as its chart: dataset and selection → one frame."""
