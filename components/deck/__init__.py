"""The deck of a steering committee: slides as data, shown on screen, written as PowerPoint, printed as PDF."""
