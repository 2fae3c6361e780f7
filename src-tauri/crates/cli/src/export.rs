//! `hadal export ID --format md|json --out PATH`.

use crate::output::Output;
use crate::{Exit, show};
use hadal_backend::Backend;
use hadal_wire::{CommandError, ExportFormat};
use std::path::Path;

pub(crate) async fn run(backend: &Backend, id: &str, format: ExportFormat, out: &Path) -> Result<Exit, CommandError> {
    let id = show::parse_id(id)?;
    if out == Path::new("-") {
        Output::new().print(&backend.export_text(id, format).await?);
        return Ok(Exit::Well);
    }
    backend.export_to(id, format, out).await?;
    eprintln!("hadal: wrote {}", out.display());
    Ok(Exit::Well)
}
