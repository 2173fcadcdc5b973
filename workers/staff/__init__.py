"""Pages of the register of workers, for staff of the centre."""
