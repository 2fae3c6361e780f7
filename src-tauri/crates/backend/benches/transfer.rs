//! `cargo xtask bench transfer [MESSAGES [FORMAT…]]`: a history of so many messages (100,000 unless said) goes out in
//! every format and comes back in from those that are read; messages a second, and the most memory a process held.
//!
//! Each format has a process of its own, so that one's peak is not another's. Setting pictures takes long: PNG is
//! measured on a hundredth.
#![expect(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and its figures are for people"
)]

use hadal_backend::{Backend, Desk, ExportOptions, Options};
use hadal_domain::{Conversation, Message, ModelId, Status, Thinking, Timestamp};
use hadal_secrets::Keychain;
use hadal_store::{Store, Whole};
use hadal_wire::{ExportFormat, ExportScope};
use std::future::Future;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;
use tokio::runtime::Runtime;

/// Messages of one conversation.
const EACH: usize = 100;
/// How much smaller the history for pictures is.
const PICTURES: usize = 100;
/// When the first message was written.
const BEGIN_MS: i64 = 1_790_000_000_000;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let runtime = Runtime::new().unwrap();
    if let [word, what, data, folder] = words.as_slice()
        && word == "child"
    {
        return child(&runtime, what, Path::new(data), Path::new(folder));
    }
    let count = words.first().and_then(|word| word.parse().ok()).unwrap_or(100_000);
    let wanted = |name: &str| words.len() < 2 || words.iter().skip(1).any(|word| word == name);
    let dir = tempfile::tempdir().unwrap();
    let make = |name: &str, count: usize| {
        let data = dir.path().join(name);
        runtime.block_on(fill(&data, count));
        data
    };
    let (all, few) = (make("all", count), make("few", count / PICTURES));
    println!("{:<18} {:>10} {:>12} {:>10} {:>10}", "", "messages", "messages/s", "MB out", "peak MB");
    for format in ExportFormat::OFFERED {
        let name = format.extension();
        let (data, count) = if *format == ExportFormat::Png { (&few, count / PICTURES) } else { (&all, count) };
        if wanted(name) {
            told(&format!("export {name}"), count, name, data, &dir.path().join(format!("out-{name}")));
        }
    }
    for (what, make) in [("hadal", own as fn(&Path, usize)), ("deepseek", deepseek)] {
        if wanted(what) {
            let file = dir.path().join(format!("{what}.json"));
            make(&file, count);
            told(&format!("import {what}"), count, "import", &dir.path().join(format!("in-{what}")), &file);
        }
    }
}

/// Runs one measurement in a process of its own and prints its line.
fn told(title: &str, count: usize, what: &str, data: &Path, folder: &Path) {
    let output =
        Command::new(std::env::current_exe().unwrap()).args(["child", what]).args([data, folder]).output().unwrap();
    assert!(output.status.success(), "{title}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut figures = text.split_whitespace().map(|figure| figure.parse::<f64>().unwrap());
    let (seconds, bytes, peak) = (figures.next().unwrap(), figures.next().unwrap(), figures.next().unwrap());
    println!("{title:<18} {count:>10} {:>12.0} {:>10.1} {peak:>10.1}", count as f64 / seconds, bytes / 1e6);
}

fn child(runtime: &Runtime, what: &str, data: &Path, folder: &Path) {
    runtime.block_on(async {
        let mut options = Options::new(data.to_owned());
        options.keychain = Keychain::memory();
        let backend = Backend::start(options, Arc::new(NoDesk)).await.unwrap();
        let begun = Instant::now();
        if let Some(format) = ExportFormat::of_extension(what) {
            let all = ExportScope::Everything;
            backend.export_into(folder, &all, format, ExportOptions::default(), |_, _| {}).await.unwrap();
        } else {
            let taken = backend.import_file(folder, false, |_| {}).await.unwrap();
            assert!(taken.new > 0 && taken.report.problems.is_empty(), "{:?}", taken.report.problems.first());
        }
        let seconds = begun.elapsed().as_secs_f64();
        println!("{seconds} {} {}", size(folder), peak_mb());
        backend.shutdown().await;
    });
}

fn size(path: &Path) -> u64 {
    let metadata = path.metadata().unwrap();
    if !metadata.is_dir() {
        return metadata.len();
    }
    std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).sum()
}

/// The most memory this process held, in MB, pages of mapped fonts included; 0 where the system does not say.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).unwrap_or(0.0) * 1024.0 / 1e6
}

async fn fill(data: &Path, count: usize) {
    let store = Store::open(data).unwrap().store;
    for number in 0..count.div_ceil(EACH) {
        store.import(vec![conversation(number)]).await.unwrap();
    }
    store.close();
}

/// A conversation: questions, and answers with what answers have. The same number makes the same texts.
fn conversation(number: usize) -> (Conversation, Vec<Message>) {
    let at = |step: usize| Timestamp::from_millis(BEGIN_MS + i64::try_from(number * 1_000_000 + step).unwrap());
    let mut conversation =
        Conversation::new(format!("第 {number} 次谈话: currents"), ModelId::default(), Thinking::default(), at(0));
    let mut messages: Vec<Message> = Vec::with_capacity(EACH);
    for step in 0..EACH {
        let parent = messages.last().map(|message| message.id);
        let mut message = Message::user(conversation.id, parent, question(number, step), at(step));
        if let Some(parent) = parent.filter(|_| step % 2 == 1) {
            message = Message::answer(conversation.id, parent, ModelId::default(), at(step));
            message.text = answer(number, step);
            message.reasoning = if step % 5 == 1 { "先想一想。Let me see. ".repeat(12) } else { String::new() };
            message.status = Status::Done;
        }
        messages.push(message);
    }
    conversation.active_leaf = messages.last().map(|message| message.id);
    (conversation, messages)
}

fn question(number: usize, step: usize) -> String {
    format!("请解释第 {number}.{step} 个问题, and show some code, please.")
}

fn answer(number: usize, step: usize) -> String {
    match step % 10 {
        1 => format!(
            "## 第 {step} 节\n\n{}\n\n```rust\nfn depth_{number}() -> f64 {{\n    {step}.0 // 米\n}}\n```\n",
            prose(6)
        ),
        3 => format!("{}\n\n| 层 | Depth |\n|---|--:|\n| 表层 | {step} |\n| 深层 | {number} |\n", prose(4)),
        5 => format!("{} $\\rho = \\rho_0 (1 - \\alpha T)$\n\n$$\\int_0^{{{step}}} \\frac{{dz}}{{H}}$$\n", prose(4)),
        7 => format!("- {}\n- **{}**\n  1. 一\n  2. two\n", prose(2), prose(2)),
        _ => prose(8),
    }
}

fn prose(sentences: usize) -> String {
    "深海的洋流由温度和盐度共同驱动。The density of sea water depends on temperature, salinity and pressure. "
        .repeat(sentences)
}

/// All conversations in one file of our own.
fn own(file: &Path, count: usize) {
    let mut out = BufWriter::new(std::fs::File::create(file).unwrap());
    for number in 0..count.div_ceil(EACH) {
        let (conversation, messages) = conversation(number);
        out.write_all(if number == 0 { b"[" } else { b"," }).unwrap();
        out.write_all(hadal_transfer::json(&Whole::bare(conversation, messages)).unwrap().as_bytes()).unwrap();
    }
    out.write_all(b"]").unwrap();
    out.flush().unwrap();
}

/// The same in the shape of DeepSeek's export.
fn deepseek(file: &Path, count: usize) {
    let mut out = BufWriter::new(std::fs::File::create(file).unwrap());
    for number in 0..count.div_ceil(EACH) {
        let (conversation, messages) = conversation(number);
        let mut mapping = serde_json::Map::new();
        mapping.insert(
            "root".to_owned(),
            serde_json::json!({"id": "root", "parent": null, "children": ["0"], "message": null}),
        );
        for (step, message) in messages.iter().enumerate() {
            let parent = if step == 0 { "root".to_owned() } else { (step - 1).to_string() };
            let kind = if step % 2 == 0 { "REQUEST" } else { "RESPONSE" };
            mapping.insert(
                step.to_string(),
                serde_json::json!({"id": step.to_string(), "parent": parent, "children": [(step + 1).to_string()], "message": {
                    "model": "deepseek-chat", "inserted_at": "2026-01-01T00:00:00.000000+08:00", "files": [],
                    "fragments": [{"type": kind, "content": message.text}]}}),
            );
        }
        let whole = serde_json::json!({"id": format!("c{number}"), "title": conversation.title,
            "inserted_at": "2026-01-01T00:00:00.000000+08:00", "updated_at": "2026-01-02T00:00:00.000000+08:00", "mapping": mapping});
        out.write_all(if number == 0 { b"[" } else { b"," }).unwrap();
        serde_json::to_writer(&mut out, &whole).unwrap();
    }
    out.write_all(b"]").unwrap();
    out.flush().unwrap();
}

struct NoDesk;

impl Desk for NoDesk {
    fn save_as(&self, _: String) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> {
        Box::pin(std::future::ready(None))
    }

    fn open_link(&self, _: &str) -> Result<(), String> {
        Err("there is no window".to_owned())
    }

    fn painted(&self) {}
}
