//! What `hadal import` does to a history (whole conversations, once, and never halves), and what `hadal export --all`
//! takes out of one.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use hadal_backend::{Backend, Desk, ExportOptions, ImportTaken, Options};
use hadal_secrets::Keychain;
use hadal_wire::{ConversationList, ExportFormat, ExportScope};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use tempfile::TempDir;

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

async fn started(dir: &TempDir) -> Backend {
    let mut options = Options::new(dir.path().join("data"));
    options.keychain = Keychain::memory();
    Backend::start(options, Arc::new(NoDesk)).await.unwrap()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../transfer/tests/fixtures").join(name)
}

async fn taken(backend: &Backend, file: &Path, dry_run: bool) -> ImportTaken {
    backend.import_file(file, dry_run, |_| {}).await.unwrap()
}

async fn titles(backend: &Backend) -> Vec<String> {
    let request = ConversationList { cursor: None, limit: 200, title_contains: None, shelf: None };
    let mut titles: Vec<_> =
        backend.conversation_list(request).await.unwrap().rows.into_iter().map(|row| row.title).collect();
    titles.sort();
    titles
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_changes_nothing_and_a_second_import_makes_nothing_twice() {
    let dir = tempfile::tempdir().unwrap();
    let backend = started(&dir).await;
    for (file, new) in [("deepseek.json", 2), ("chatbox.json", 2), ("claude.json", 2), ("chatgpt.json", 1)] {
        let before = titles(&backend).await;
        assert_eq!(taken(&backend, &fixture(file), true).await.new, new, "{file}");
        assert_eq!(titles(&backend).await, before, "a dry run of {file}");
        let first = taken(&backend, &fixture(file), false).await;
        assert_eq!((first.new, first.refused.len()), (new, 0), "{file}");
        let second = taken(&backend, &fixture(file), false).await;
        assert_eq!((second.new, second.report), (0, first.report), "{file}");
    }
    let seven = ["Deep sea currents", "Earlier", "Name a whale", "Reef", "Regex help", "Tide tables", "旧格式"];
    assert_eq!(titles(&backend).await, seven);
    backend.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_that_the_history_does_not_take_is_named_and_the_others_come() {
    let dir = tempfile::tempdir().unwrap();
    let backend = started(&dir).await;
    taken(&backend, &fixture("deepseek.json"), false).await;
    let request = ConversationList { cursor: None, limit: 1, title_contains: Some("Deep".to_owned()), shelf: None };
    let row = backend.conversation_list(request).await.unwrap().rows.remove(0);
    let id = row.id.parse().unwrap();
    let bytes = backend.export_file(id, ExportFormat::Json, ExportOptions::default()).await.unwrap();
    let text = String::from_utf8(bytes).unwrap();
    // Another conversation with the same messages, then a good one.
    let thief = text.replace(&row.id, "0198c0de-0000-7000-8000-000000000001").replace("Deep sea", "Stolen sea");
    let good = r#"{"format":"hadal.conversation","version":1,"conversation":{"id":"0198c0de-0000-7000-8000-000000000002",
        "title":"Good","model":"m","thinking":"off","created_at_ms":1,"updated_at_ms":1},"messages":[]}"#;
    let file = dir.path().join("both.json");
    std::fs::write(&file, format!("[{thief},{good}]")).unwrap();
    let both = taken(&backend, &file, false).await;
    assert_eq!(both.new, 1, "{both:?}");
    assert!(matches!(&both.refused[..], [(title, _)] if title == "Stolen sea currents"), "{:?}", both.refused);
    assert_eq!(titles(&backend).await, ["Deep sea currents", "Good", "旧格式"]);
    backend.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_file_or_no_export_is_said_and_the_history_stays() {
    let dir = tempfile::tempdir().unwrap();
    let backend = started(&dir).await;
    for path in [dir.path().join("nowhere"), dir.path().to_owned()] {
        assert!(backend.import_file(&path, false, |_| {}).await.is_err(), "{path:?}");
    }
    let notes = dir.path().join("notes.json");
    std::fs::write(&notes, "just notes").unwrap();
    let found = taken(&backend, &notes, false).await;
    assert_eq!((found.new, found.report.problems.len()), (0, 1));
    assert!(titles(&backend).await.is_empty());
    backend.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_goes_out_in_every_format_and_the_json_comes_back_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let backend = started(&dir).await;
    for file in ["deepseek.json", "chatbox.json", "open_web_ui.json", "cherry_studio.json"] {
        taken(&backend, &fixture(file), false).await;
    }
    for kind in ExportFormat::OFFERED.iter().copied().filter(|format| format.is_text()) {
        let folder = dir.path().join(kind.extension());
        for times in 1..=2 {
            let files = backend
                .export_into(&folder, &ExportScope::Everything, kind, ExportOptions::default(), |_, _| {})
                .await
                .unwrap();
            assert_eq!(files, 6, "{kind:?}");
            assert_eq!(contents(&folder).len(), 6 * times, "nothing is overwritten");
        }
        let everything = contents(&folder).concat();
        assert!(everything.contains("Fifty metres.") && everything.contains("第二答"), "{kind:?}");
    }
    for (kind, begins) in [(ExportFormat::Pdf, "%PDF-"), (ExportFormat::Docx, "PK"), (ExportFormat::Png, "\u{89}PNG")] {
        let folder = dir.path().join(kind.extension());
        let files = backend
            .export_into(&folder, &ExportScope::Everything, kind, ExportOptions::default(), |_, _| {})
            .await
            .unwrap();
        assert_eq!(files, 6, "{kind:?}");
        for entry in std::fs::read_dir(&folder).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            let first: String = bytes.iter().take(begins.chars().count()).map(|byte| char::from(*byte)).collect();
            assert_eq!(first, begins, "{kind:?}");
        }
    }
    backend.shutdown().await;

    let other = tempfile::tempdir().unwrap();
    let empty = started(&other).await;
    for entry in std::fs::read_dir(dir.path().join("json")).unwrap() {
        taken(&empty, &entry.unwrap().path(), false).await;
    }
    let folder = other.path().join("again");
    empty
        .export_into(&folder, &ExportScope::Everything, ExportFormat::Json, ExportOptions::default(), |_, _| {})
        .await
        .unwrap();
    let mut first = contents(&dir.path().join("json"));
    first.dedup();
    assert_eq!(contents(&folder), first, "byte for byte");
    empty.shutdown().await;
}

/// What is in the files of a folder, in an order of its own.
fn contents(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut contents: Vec<_> = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    contents.sort();
    contents
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_setting_or_path_of_another_program_is_anywhere_in_the_history() {
    let dir = tempfile::tempdir().unwrap();
    let backend = started(&dir).await;
    let folder = fixture("");
    let (mut files, mut with_keys) = (0, 0);
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files += 1;
            with_keys += usize::from(std::fs::read_to_string(&path).unwrap().contains("CANARY-KEY"));
            assert!(taken(&backend, &path, false).await.new > 0, "{path:?}");
        }
    }
    assert!(files >= 9 && with_keys >= 6, "{files} files, {with_keys} of them with keys");
    backend.shutdown().await;
    let mut looked_at = 0;
    let mut folders = vec![dir.path().join("data")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = std::fs::read(entry.path()).unwrap();
            looked_at += bytes.len();
            for secret in [&b"CANARY-KEY"[..], b"HIDDEN", b"canary-key"] {
                assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{:?}", entry.path());
            }
        }
    }
    assert!(looked_at > 50_000, "the history was looked through: {looked_at} bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_refused_file_the_history_is_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let backend = started(&dir).await;
    for file in ["deepseek.json", "chatbox.json"] {
        taken(&backend, &fixture(file), false).await;
    }
    let everything = async |name: &str| {
        let folder = dir.path().join(name);
        let all = ExportScope::Everything;
        backend.export_into(&folder, &all, ExportFormat::Json, ExportOptions::default(), |_, _| {}).await.unwrap();
        contents(&folder)
    };
    let before = everything("before").await;
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("[{\"a\":1}]".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let own = before[0].clone();
    let bad: [(&str, Vec<u8>); 10] = [
        ("empty", Vec::new()),
        ("no text", vec![0, 159, 146, 150]),
        ("GBK", b"{\"title\":\"\xc9\xee\xba\xa3\",\"mapping\":7}".to_vec()),
        ("UTF-16 of nothing", utf16),
        ("too deep", "[".repeat(200_000).into_bytes()),
        ("half an archive", b"PK\x03\x04\x14\0\0\0".to_vec()),
        ("half of ours", own.as_bytes()[..own.len() / 2].to_vec()),
        ("a later version", own.replace("\"version\": 1", "\"version\": 9").into_bytes()),
        ("a role of no kind", own.replace("\"user\"", "\"oracle\"").into_bytes()),
        (
            "somebody's messages",
            own.replacen("\"id\": \"", "\"id\": \"0198c0de-0000-7000-8000-000000000001\", \"_\": \"", 1).into_bytes(),
        ),
    ];
    for (what, bytes) in bad {
        let path = dir.path().join("bad");
        std::fs::write(&path, bytes).unwrap();
        let found = taken(&backend, &path, false).await;
        assert_eq!(found.new, 0, "{what}");
        assert!(!found.report.problems.is_empty() || !found.refused.is_empty(), "{what} is named");
    }
    assert_eq!(everything("after").await, before);
    backend.shutdown().await;
}
