//! Functions the model may call.

use serde::Serialize;
use serde_json::Value;

/// A function the model may call.
#[derive(Debug, Clone, PartialEq)]
pub struct Tool {
    /// Letters, digits, `_` and `-`, at most 128.
    pub name: String,
    /// What it does, for the model.
    pub description: String,
    /// JSON Schema of its arguments; `None` if it takes none.
    pub parameters: Option<Value>,
}

/// A call that the model has to make. Only a request without thinking can force one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForcedCall {
    /// One of the tools, whichever fits.
    Any,
    /// This one.
    Named(String),
}

impl Tool {
    /// A function without arguments.
    #[must_use]
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self { name: name.into(), description: description.into(), parameters: None }
    }

    /// The JSON Schema of its arguments.
    #[must_use]
    pub fn parameters(mut self, schema: Value) -> Self {
        self.parameters = Some(schema);
        self
    }
}

/// A tool on its way out.
#[derive(Serialize)]
pub(crate) struct OutgoingTool<'a> {
    r#type: &'static str,
    function: Function<'a>,
}

#[derive(Serialize)]
struct Function<'a> {
    name: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<&'a Value>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    strict: bool,
}

impl<'a> OutgoingTool<'a> {
    pub(crate) fn new(tool: &'a Tool, strict: bool) -> Self {
        let Tool { name, description, parameters } = tool;
        Self { r#type: "function", function: Function { name, description, parameters: parameters.as_ref(), strict } }
    }
}
