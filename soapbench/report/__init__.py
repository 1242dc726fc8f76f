"""What a reviewer looks at: marked notes, figures, and pages made from executed notebooks."""

from soapbench.report.explorer import Explorer, explorer
from soapbench.report.pages import execute_notebook, write_page
from soapbench.report.plots import element_shares, flips, heatmap, intervals
from soapbench.report.provenance import Provenance, provenance
from soapbench.report.tables import write_tables
from soapbench.report.views import (
    Change,
    MarkedNote,
    SideBySide,
    change,
    regressions,
    show,
    side_by_side,
)

__all__ = [
    "Change",
    "Explorer",
    "MarkedNote",
    "Provenance",
    "SideBySide",
    "change",
    "element_shares",
    "execute_notebook",
    "explorer",
    "flips",
    "heatmap",
    "intervals",
    "provenance",
    "regressions",
    "show",
    "side_by_side",
    "write_page",
    "write_tables",
]
