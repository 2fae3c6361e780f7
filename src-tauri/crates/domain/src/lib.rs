//! Ids, messages, usage and money: plain data and arithmetic without I/O.
