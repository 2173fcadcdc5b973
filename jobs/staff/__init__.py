"""Pages of vacancies and their shortlists for centre staff."""
