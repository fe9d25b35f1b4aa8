"""Pages become passages: reading order, running lines, blocks, tables, hyphens, sections."""
