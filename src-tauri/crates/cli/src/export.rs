//! `hadal export ID --format md|json --out PATH`.

use crate::{Exit, show};
use hadal_backend::Backend;
use hadal_wire::{CommandError, ExportFormat};
use std::path::Path;

pub(crate) async fn run(
    backend: &Backend,
    id: &str,
    format: ExportFormat,
    out: &Path,
) -> Result<Exit, CommandError> {
    backend.export_to(show::parse_id(id)?, format, out).await?;
    eprintln!("wrote {}", out.display());
    Ok(Exit::Well)
}
