//! A test of the way to the server that says where a request breaks.

use crate::ErrorCode;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Go the way of a request, step by step. Nothing is asked of the model.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConnectionTest {}

/// How far one comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionReport {
    /// Each step that was tried, in order; the first that failed is the last.
    pub steps: Vec<ConnectionStep>,
}

/// A step on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionStep {
    /// Which.
    pub name: ConnectionStepName,
    /// Why it failed; absent when it went well.
    pub error: Option<ErrorCode>,
    /// How long it took.
    pub took_ms: u64,
}

/// Steps on the way to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionStepName {
    /// The host's name becomes an address.
    Name,
    /// A connection to it opens.
    Connect,
    /// The connection is secure, and an API is behind it; through a proxy where one is set.
    Secure,
    /// The key is known there.
    Key,
    /// The model is there.
    Model,
}
