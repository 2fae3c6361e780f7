//! `hadal export ID --format … --out PATH`; `hadal export ID ID… | --all | --folder NAME | --tag NAME --out DIR`.

use crate::args::ExportArgs;
use crate::output::Output;
use crate::{Exit, progress, show};
use hadal_backend::{Backend, ExportOptions};
use hadal_wire::{CommandError, ErrorCode, ExportScope, FolderRow, Shelf, Shelves, ShelvesGet};
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
    if let [id] = wanted.ids.as_slice() {
        let id = show::parse_id(id)?;
        if to_output {
            let file = backend.export_file(id, format, options).await?;
            let refused = "this is no text; give --out a file, or pipe it on";
            let printed = Output::new().bytes(&file);
            printed.map_err(|_| CommandError::new(ErrorCode::RequestMalformed, refused))?;
            return Ok(Exit::Well);
        }
        backend.export_file_to(id, format, options, out).await?;
        eprintln!("hadal: wrote {}", out.display());
        return Ok(Exit::Well);
    }
    if to_output {
        return Err(CommandError::new(ErrorCode::RequestMalformed, "several conversations need a folder"));
    }
    if wanted.changed {
        let files = backend.keep_up(out, format, options, &|| true).await?;
        eprintln!("hadal: wrote {files} changed files into {}", out.display());
        return Ok(Exit::Well);
    }
    let scope = scope(backend, &wanted).await?;
    let told = |done, whole| progress::shown(done, whole, &format!("{done} of {whole} files"));
    let files = backend.export_into(out, &scope, format, options, told).await;
    progress::cleared();
    eprintln!("hadal: wrote {} files into {}", files?, out.display());
    Ok(Exit::Well)
}

async fn scope(backend: &Backend, wanted: &ExportArgs) -> Result<ExportScope, CommandError> {
    if wanted.all {
        return Ok(ExportScope::Everything);
    }
    let none = |what: &str, name: &str| CommandError::new(ErrorCode::NotFound, format!("no {what} is called {name:?}"));
    if let Some(path) = &wanted.folder {
        let Shelves { folders, .. } = backend.shelves_get(ShelvesGet {}).await?;
        let folder_id = folder(&folders, path).ok_or_else(|| none("folder", path))?.id.clone();
        return Ok(ExportScope::Shelf { shelf: Shelf::Folder { folder_id } });
    }
    if let Some(name) = &wanted.tag {
        let Shelves { tags, .. } = backend.shelves_get(ShelvesGet {}).await?;
        let tag = tags.into_iter().find(|tag| tag.name == *name).ok_or_else(|| none("tag", name))?;
        return Ok(ExportScope::Shelf { shelf: Shelf::Tag { tag_id: tag.id } });
    }
    for id in &wanted.ids {
        show::parse_id(id)?;
    }
    Ok(ExportScope::Conversations { conversation_ids: wanted.ids.clone() })
}

/// The folder of this name, or at the end of this path of names: `Work/Plans`. Of several the first.
fn folder<'a>(folders: &'a [FolderRow], path: &str) -> Option<&'a FolderRow> {
    let named = folders.iter().find(|folder| folder.name == path);
    named.or_else(|| folders.iter().find(|folder| path_of(folders, folder) == path))
}

fn path_of(folders: &[FolderRow], folder: &FolderRow) -> String {
    let (mut names, mut next) = (vec![folder.name.as_str()], folder.parent_id.as_deref());
    // No path is longer than there are folders.
    for _ in folders {
        let Some(outer) = folders.iter().find(|outer| Some(outer.id.as_str()) == next) else { break };
        names.push(&outer.name);
        next = outer.parent_id.as_deref();
    }
    names.reverse();
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_known_by_its_name_or_its_path() {
        let row = |id: &str, parent: Option<&str>, name: &str| FolderRow {
            id: id.to_owned(),
            parent_id: parent.map(str::to_owned),
            name: name.to_owned(),
        };
        let folders = [
            row("1", None, "Work"),
            row("2", Some("1"), "Plans"),
            row("3", None, "Home"),
            row("4", Some("3"), "Plans"),
            row("5", None, "a/b"),
            row("6", Some("6"), "in itself"),
        ];
        for (path, id) in [("Work", "1"), ("Plans", "2"), ("Home/Plans", "4"), ("a/b", "5"), ("in itself", "6")] {
            assert_eq!(folder(&folders, path).map(|folder| folder.id.as_str()), Some(id), "{path}");
        }
        for wrong in ["", "work", "Plans/Home", "/Work"] {
            assert_eq!(folder(&folders, wrong), None, "{wrong}");
        }
    }
}
