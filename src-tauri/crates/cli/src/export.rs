//! `hadal export ID --format … --out PATH`, `hadal export --all --format … --out DIR`.

use crate::args::ExportArgs;
use crate::output::Output;
use crate::{Exit, progress, show};
use hadal_backend::{Backend, ExportOptions};
use hadal_wire::{CommandError, ErrorCode};
use std::path::Path;

pub(crate) async fn run(backend: &Backend, wanted: ExportArgs) -> Result<Exit, CommandError> {
    let options = ExportOptions {
        reasoning: !wanted.no_reasoning,
        branches: wanted.branches,
        metadata: !wanted.no_metadata,
        instructions: !wanted.no_instructions,
        cost: wanted.cost.then(|| backend.currency()),
    };
    let (format, out) = (wanted.format, wanted.out.as_path());
    let to_output = out == Path::new("-");
    let Some(id) = wanted.id else {
        if to_output {
            return Err(CommandError::new(ErrorCode::RequestMalformed, "--all needs a folder"));
        }
        if wanted.changed {
            let files = backend.keep_up(out, format, options).await?;
            eprintln!("hadal: wrote {files} changed files into {}", out.display());
            return Ok(Exit::Well);
        }
        let files = backend.export_all(out, format, options, progress::shown).await;
        progress::cleared();
        eprintln!("hadal: wrote {} files into {}", files?, out.display());
        return Ok(Exit::Well);
    };
    let id = show::parse_id(&id)?;
    if to_output {
        Output::new().bytes(&backend.export_file(id, format, options).await?);
        return Ok(Exit::Well);
    }
    backend.export_file_to(id, format, options, out).await?;
    eprintln!("hadal: wrote {}", out.display());
    Ok(Exit::Well)
}
