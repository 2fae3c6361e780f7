//! The rules a request must meet once its types are right, in the configured order.

use crate::config::Config;
use crate::refusal::Refusal;
use crate::request::{ChatRequest, served_model};

/// Accepts a chat request or says what is wrong with it.
pub(crate) fn chat(request: &ChatRequest, _beta: bool, _config: &Config) -> Result<(), Refusal> {
    model_name(&request.model)
}

/// 400 for a model that is not served.
pub(crate) fn model_name(name: &str) -> Result<(), Refusal> {
    if served_model(name).is_some() {
        return Ok(());
    }
    Err(Refusal::invalid(format!(
        "The supported API model names are deepseek-flash, deepseek-v4-pro, but you passed {name}."
    )))
}
