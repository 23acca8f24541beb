"""SidePro: developers show side projects, find one another and meet for a coffee chat."""
