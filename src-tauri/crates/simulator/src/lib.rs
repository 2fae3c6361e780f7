//! A faithful DeepSeek on loopback: for tests, benches and the demo mode.
