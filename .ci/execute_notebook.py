"""Runs one notebook from top to bottom and fails where a cell fails."""

import pathlib
import sys

import nbformat
from nbclient import NotebookClient

path = pathlib.Path(sys.argv[1])
notebook = nbformat.read(path, as_version=4)
NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
cells = sum(cell.cell_type == "code" for cell in notebook.cells)
print(f"{path.name}: {cells} cells ran")
