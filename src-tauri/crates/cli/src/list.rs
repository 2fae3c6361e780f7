//! `hadal list`.

use crate::Exit;
use crate::output::Output;
use hadal_backend::Backend;
use hadal_wire::{CommandError, ConversationList, ConversationRow};
use jiff::tz::TimeZone;

pub(crate) async fn run(backend: &Backend, limit: usize, json: bool) -> Result<Exit, CommandError> {
    let limit = if limit == 0 { usize::MAX } else { limit };
    let (mut cursor, mut seen) = (None, 0);
    let mut out = Output::new();
    let zone = TimeZone::system();
    loop {
        let request = ConversationList { cursor, limit: 200, title_contains: None, shelf: None };
        let page = backend.conversation_list(request).await?;
        for row in page.rows {
            if seen == limit {
                return Ok(Exit::Well);
            }
            seen += 1;
            let line = if json { json_line(&row) } else { plain_line(&row, &zone) };
            if !out.line(&line) {
                return Ok(Exit::Well);
            }
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(Exit::Well),
        }
    }
}

fn json_line(row: &ConversationRow) -> String {
    serde_json::json!({ "id": row.id, "title": row.title, "updated_at_ms": row.updated_at_ms }).to_string()
}

/// The id first, so that `cut -d' ' -f1` gives it; the time is that of the reader's own clock.
fn plain_line(row: &ConversationRow, zone: &TimeZone) -> String {
    let at = jiff::Timestamp::from_millisecond(row.updated_at_ms).unwrap_or_default().to_zoned(zone.clone());
    format!("{}  {}  {}", row.id, at.strftime("%Y-%m-%d %H:%M"), row.title.replace(char::is_control, " "))
}
