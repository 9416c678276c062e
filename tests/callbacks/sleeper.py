"""A program that reads nothing and never ends: what `pdf.py` must stop."""

import time

time.sleep(600)
