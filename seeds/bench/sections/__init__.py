"""What is measured, one section a module: `run(bench)` times, compares and reports."""
