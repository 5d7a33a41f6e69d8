# make report   set up and run the main job: derive, verify, train, write report.html
# make test     set up and run every check the project holds itself to
# make benchmark  print the ratios that the benchmarks measure
PYTHON ?= python3
BIN := .venv/bin

.PHONY: report test lint benchmark clean
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

.venv/.peers: .venv/.installed
	for peer in torchlens torchinfo fvcore torchscan "antlr4-python3-runtime math-verify"; do \
	  $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt $$peer || echo "$$peer: not installed"; done
	touch $@

benchmark: .venv/.installed .venv/.peers
	$(BIN)/python -m benchmarks.derive_all
	$(BIN)/python -m benchmarks.monte_carlo
	$(BIN)/python -m benchmarks.training
	$(BIN)/python -m benchmarks.trace
	$(BIN)/python -m benchmarks.checkers

clean:
	rm -rf .venv build *.egg-info report.html
