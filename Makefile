# make report   set up and run the main job: derive, verify, train, write report.html
# make test     set up and run every check the project holds itself to
PYTHON ?= python3
BIN := .venv/bin

.PHONY: report test lint clean
report: .venv/.installed
	$(BIN)/halfmoment report -o report.html

test: lint
	$(BIN)/python -m pytest -n 2

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/mypy

.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test]"
	touch $@

clean:
	rm -rf .venv build *.egg-info report.html
