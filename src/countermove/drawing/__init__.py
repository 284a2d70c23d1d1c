"""SVG primitives: marks, scales, labels and grids; colours and type come from one style sheet."""
