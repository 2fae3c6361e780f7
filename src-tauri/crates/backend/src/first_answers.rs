//! What the window asks for at its start, answered before it asks: its page brings the answers with it, and wears from its
//! first paint on what the person chose.

use crate::Backend;
use hadal_wire::{
    AppInfo, AppInfoGet, AppMode, CommandError, ConversationList, HistoryState, Shelf, ShelvesGet, Theme,
};
use serde_json::{Value, json};
use std::fmt::Write;

/// Rows of a library's first page, as the sidebar asks for them.
const FIRST_ROWS: u32 = 100;
/// Pinned rows, as the sidebar asks for them.
const PINNED_ROWS: u32 = 200;
/// After this the page's root gets its attributes.
const ROOT: &str = "<html";
/// Before this the page gets its answers.
const HEAD_END: &str = "</head>";

/// Answers to the first calls of a window, by name and request.
#[derive(Debug, Clone)]
pub struct FirstAnswers {
    /// JSON of the answers.
    data: String,
    /// Attributes of the page's root.
    dress: String,
}

impl FirstAnswers {
    /// Asks what the window will ask. What cannot be answered is left out; the window asks again and is told why.
    pub async fn of(backend: &Backend) -> Self {
        // From here on nothing is missed: the page's watch begins where its answers end.
        if let Ok(mut since) = backend.inner.since_answers.lock() {
            *since = Some(backend.inner.library.subscribe());
        }
        let rows = |limit, shelf| ConversationList { cursor: None, limit, title_contains: None, shelf: Some(shelf) };
        let info = backend.app_info(AppInfoGet {}).await;
        let library = backend.conversation_list(rows(FIRST_ROWS, Shelf::Library)).await;
        let pinned = backend.conversation_list(rows(PINNED_ROWS, Shelf::Pinned)).await;
        let shelves = backend.shelves_get(ShelvesGet {}).await;
        let dress = info.as_ref().map(dress).unwrap_or_default();
        let all = [
            given("app_info", &json!({}), info.map(|info| json!(info))),
            given("conversation_list", &list_request(FIRST_ROWS, "library"), library.map(|page| json!(page))),
            given("conversation_list", &list_request(PINNED_ROWS, "pinned"), pinned.map(|page| json!(page))),
            given("shelves_get", &json!({}), shelves.map(|shelves| json!(shelves))),
        ];
        Self { data: all.into_iter().flatten().collect::<Value>().to_string(), dress }
    }

    /// The page with its answers, as data that no engine runs. `engine` is the one that paints it, where styles ask for it.
    /// `None` when it is no page with a head.
    #[must_use]
    pub fn within(&self, page: &[u8], engine: Option<&str>) -> Option<Vec<u8>> {
        let page = std::str::from_utf8(page).ok()?;
        let (before, rest) = page.split_once(ROOT)?;
        let (head, rest) = rest.split_once(HEAD_END)?;
        let engine = engine.map(|engine| format!(" data-engine=\"{engine}\"")).unwrap_or_default();
        // Inside JSON a `<` stands only in texts, where its number says the same; so no title ends the element.
        let data = self.data.replace('<', "\\u003c");
        let element = format!("<script type=\"application/json\" id=\"first-answers\">{data}</script>");
        Some([before, ROOT, &engine, &self.dress, head, &element, HEAD_END, rest].concat().into_bytes())
    }
}

fn given(name: &str, request: &Value, answer: Result<Value, CommandError>) -> Option<Value> {
    answer.ok().map(|answer| json!({ "name": name, "request": request, "answer": answer }))
}

fn list_request(limit: u32, shelf: &str) -> Value {
    json!({ "limit": limit, "shelf": { "kind": shelf } })
}

/// What the settings say of the first paint, numbers and words of ours alone. The early page is shown where the composer
/// will stand at the same place, empty.
fn dress(info: &AppInfo) -> String {
    let settings = &info.settings;
    let mut dress = String::new();
    match settings.theme {
        Theme::System => {}
        Theme::Light => dress.push_str(" data-theme=\"light\""),
        Theme::Dark => dress.push_str(" data-theme=\"dark\""),
    }
    if settings.dense {
        dress.push_str(" data-density=\"dense\"");
    }
    if settings.high_contrast {
        dress.push_str(" data-contrast=\"more\"");
    }
    let is_early =
        info.mode != AppMode::Setup && info.history.state == HistoryState::Ready && info.new_draft.is_empty();
    if is_early {
        dress.push_str(if settings.sidebar_px == 0 { " data-early=\"alone\"" } else { " data-early" });
    }
    let _ = write!(dress, " style=\"--early-side:{}px", settings.sidebar_px);
    if settings.text_percent != 100 {
        let _ = write!(dress, ";font-size:{}px", f64::from(settings.text_percent) * 0.16);
    }
    dress.push('"');
    dress
}
