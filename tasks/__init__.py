"""What happens later: the jobs, and the pure mathematics they use."""
