"""The workbench: a page on this machine where documents are edited and asked; nothing is computed in it."""
