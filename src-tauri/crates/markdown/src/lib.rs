//! Growing Markdown text becomes typed blocks, patch by patch.
