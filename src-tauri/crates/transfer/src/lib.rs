//! Conversations as files: Markdown to read, JSON to lose nothing.
