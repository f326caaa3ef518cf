"""How the service bears load: `zeren bench --http` starts it, loads it, and prints ratios."""
