"""What each chart says: heading, subtitle and sentences generated from the very frame that is drawn."""
