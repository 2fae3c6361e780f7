//! `hadal list`.

use crate::Exit;
use hadal_backend::Backend;
use hadal_wire::{CommandError, ConversationList};
use std::io::Write;

pub(crate) async fn run(backend: &Backend, limit: usize, json: bool) -> Result<Exit, CommandError> {
    let limit = if limit == 0 { usize::MAX } else { limit };
    let (mut cursor, mut seen) = (None, 0);
    let mut out = std::io::stdout().lock();
    'pages: loop {
        let request = ConversationList { cursor, limit: 200, title_contains: None };
        let page = backend.conversation_list(request).await?;
        for row in page.rows {
            if seen == limit {
                break 'pages;
            }
            seen += 1;
            let line = if json {
                serde_json::json!({ "id": row.id, "title": row.title, "updated_at_ms": row.updated_at_ms }).to_string()
            } else {
                let at = jiff::Timestamp::from_millisecond(row.updated_at_ms).unwrap_or_default();
                format!("{}  {}  {}", row.id, at.strftime("%Y-%m-%d %H:%M"), row.title)
            };
            // A reader that closed the pipe (`| head`) has seen enough.
            if writeln!(out, "{line}").is_err() {
                break 'pages;
            }
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    Ok(Exit::Well)
}
