"""What the analyst writes: reading, faults with places, expressions, laws, evidence, readings, saving."""
