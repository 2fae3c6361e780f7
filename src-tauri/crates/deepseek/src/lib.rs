//! A client for the DeepSeek API that keeps every word it was sent.
