# Everything a developer types. `manage.py` makes `.venv` by itself on first use.
BIN := $(if $(VIRTUAL_ENV),$(VIRTUAL_ENV),.venv)/bin
# mypy reads the settings, which want addresses; it connects to nothing.
NOWHERE := DATABASE_URL='postgres://app@/noi_viec?host=%2Fnonexistent' REDIS_URL=redis+socket:///nonexistent

.PHONY: demo test fast lint format types clean-local

demo: ; python3 manage.py demo
test: ; python3 manage.py test
fast: ; python3 manage.py test tests/matching
lint: ; $(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/lint-imports
format: ; $(BIN)/ruff format . && $(BIN)/ruff check --fix .
types: ; $(NOWHERE) $(BIN)/mypy
clean-local: ; rm -rf .local
