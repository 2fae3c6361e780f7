//! Turns as a state machine: events in, effects out; a driver does the I/O.
