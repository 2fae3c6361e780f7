//! `hadal show ID`.

use crate::Exit;
use crate::output::Output;
use hadal_backend::Backend;
use hadal_domain::ConversationId;
use hadal_wire::{CommandError, ErrorCode, ExportFormat};

pub(crate) async fn run(backend: &Backend, id: &str, json: bool) -> Result<Exit, CommandError> {
    let format = if json { ExportFormat::Json } else { ExportFormat::Markdown };
    let text = backend.export_text(parse_id(id)?, format).await?;
    Output::new().line(text.trim_end());
    Ok(Exit::Well)
}

pub(crate) fn parse_id(id: &str) -> Result<ConversationId, CommandError> {
    id.parse()
        .map_err(|_| CommandError::new(ErrorCode::RequestMalformed, format!("{id:?} is not an id of `hadal list`")))
}
