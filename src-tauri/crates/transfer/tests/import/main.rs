//! Files of other programs come in with branches, reasoning, models and times; hostile ones harm nobody.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod archive;
mod bad_files;
mod sources;

use hadal_transfer::{ImportReport, Imported, import};
use std::fmt::Write as _;
use std::ops::ControlFlow;

/// All conversations of a file, and the report.
fn taken(bytes: &[u8]) -> (Vec<Imported>, ImportReport) {
    let mut all = Vec::new();
    let mut each = |found| {
        all.push(found);
        ControlFlow::Continue(())
    };
    let report = import(bytes, "file", &mut each, &|| false);
    assert_eq!(report.conversations, all.len() as u64, "the report counts what was handed over");
    (all, report)
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

/// The tree as lines: depth, role, text, [reasoning], model; the shown leaf has a star.
fn outline(found: &Imported) -> String {
    let mut out = String::new();
    let mut open: Vec<(usize, Option<hadal_domain::MessageId>)> = vec![(0, None)];
    while let Some((depth, parent)) = open.pop() {
        if let Some(message) = found.messages.iter().find(|message| Some(message.id) == parent) {
            let star = if found.conversation.active_leaf == Some(message.id) { "*" } else { "" };
            let reasoning =
                if message.reasoning.is_empty() { String::new() } else { format!(" [{}]", message.reasoning) };
            let model = message.model.as_ref().map(|model| format!(" ({model})")).unwrap_or_default();
            let (indent, who, text) = ("  ".repeat(depth - 1), message.role.word(), message.text.replace('\n', "⏎"));
            writeln!(out, "{indent}{star}{who}: {text}{reasoning}{model}").unwrap();
        }
        let children = found.messages.iter().filter(|message| message.parent_id == parent);
        if parent.is_some() || depth == 0 {
            let children: Vec<_> = children.map(|message| (depth + 1, Some(message.id))).collect();
            open.extend(children.into_iter().rev());
        }
    }
    out
}
