//! Answers of the demo mode.
use crate::request::ChatRequest;
use crate::script::Script;
pub(crate) fn answer(request: &ChatRequest) -> Script {
    Script::answer(request.last_user_text())
}
pub(crate) fn title(_text: &str) -> Option<&'static str> {
    None
}
