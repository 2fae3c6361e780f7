//! `hadal show ID`.

use crate::Exit;
use hadal_backend::Backend;
use hadal_domain::ConversationId;
use hadal_wire::{CommandError, ErrorCode, ExportFormat};
use std::io::Write;

pub(crate) async fn run(backend: &Backend, id: &str, json: bool) -> Result<Exit, CommandError> {
    let format = if json { ExportFormat::Json } else { ExportFormat::Markdown };
    let text = backend.export_text(parse_id(id)?, format).await?;
    // A reader that closed the pipe (`| head`) has seen enough.
    let _ = writeln!(std::io::stdout().lock(), "{}", text.trim_end());
    Ok(Exit::Well)
}

pub(crate) fn parse_id(id: &str) -> Result<ConversationId, CommandError> {
    id.parse().map_err(|_| CommandError::new(ErrorCode::NotFound, "that is not an id; `hadal list` shows them"))
}
