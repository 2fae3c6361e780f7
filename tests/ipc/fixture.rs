//! The app with a window that is not drawn: real commands, real access list, real history.

use hadal_backend::{Backend, Desk, Options};
use hadal_secrets::Keychain;
use hadal_shell::Shell;
use serde_json::{Value, json};
use std::future::Future;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tempfile::TempDir;

/// Where the pages of the app come from.
pub(crate) const OWN_PAGE: &str = if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" };

/// Nobody answers its questions.
struct EmptyDesk;

impl Desk for EmptyDesk {
    fn save_as(&self, _: String) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> {
        Box::pin(async { None })
    }

    fn open_link(&self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn painted(&self) {}
}

/// The app and its one window.
pub(crate) struct Fixture {
    app: App<MockRuntime>,
    /// The window `main`.
    pub(crate) main: WebviewWindow<MockRuntime>,
    backend: Backend,
    _data_dir: TempDir,
}

impl Fixture {
    /// The app as it starts for the first time, with a server that does not answer.
    pub(crate) fn new() -> Self {
        let data_dir = tempfile::tempdir().unwrap();
        let mut options = Options::new(data_dir.path().to_owned());
        let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        options.base_url = Some(format!("http://{closed}"));
        options.keychain = Keychain::memory();
        options.retries = 0;
        let backend = tauri::async_runtime::block_on(Backend::start(options, Arc::new(EmptyDesk))).unwrap();
        let app = hadal_shell::wire(mock_builder()).build(hadal_shell::context()).unwrap();
        app.manage(Shell::of(backend.clone()));
        let main = window(&app, "main");
        Self { app, main, backend, _data_dir: data_dir }
    }

    /// Another window of the same app.
    pub(crate) fn window(&self, label: &str) -> WebviewWindow<MockRuntime> {
        window(&self.app, label)
    }

    /// Calls a command from the window `main`.
    pub(crate) fn call(&self, command: &str, request: &Value) -> Result<Value, Value> {
        call_from(&self.main, OWN_PAGE, command, &json!({ "request": request, "channel": "__CHANNEL__:7" }))
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        tauri::async_runtime::block_on(self.backend.shutdown());
    }
}

fn window(app: &App<MockRuntime>, label: &str) -> WebviewWindow<MockRuntime> {
    WebviewWindowBuilder::new(app, label, WebviewUrl::default()).build().unwrap()
}

/// Calls a command from this window, as if its page had come from `page`.
pub(crate) fn call_from(
    window: &WebviewWindow<MockRuntime>,
    page: &str,
    command: &str,
    body: &Value,
) -> Result<Value, Value> {
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: page.parse().unwrap(),
        body: InvokeBody::Json(body.clone()),
        headers: tauri::http::HeaderMap::new(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request).map(|body| body.deserialize().unwrap())
}

/// A request of the right shape for every command; the ids are of nothing that exists.
pub(crate) fn sample(command: &str) -> Value {
    let id = "01939b6e-7c00-7000-8000-000000000001";
    match command {
        "app_info" | "app_painted" | "key_forget" | "balance_get" | "demo_enter" | "demo_leave" | "shelves_get"
        | "trash_empty" | "prompts_get" | "import_choose" | "bookmarks_get" | "data_info" | "connection_test" => {
            json!({})
        }
        "link_open" => json!({ "href": "https://example.org/" }),
        "health_get" => json!({ "model": "deepseek-flash" }),
        "key_keep" => json!({ "key": "sk-ipc-test-0000000000000000" }),
        "settings_change" => json!({ "theme": "dark", "language": "en", "sendKey": "enter", "model": "deepseek-flash",
            "thinking": "low", "sidebarPx": 300, "autoTitle": false, "autoContinue": false,
            "systemPrompt": "Be brief.", "highContrast": true, "proxy": "direct" }),
        "conversation_list" => json!({ "limit": 20, "titleContains": "a", "shelf": { "kind": "archive" } }),
        "conversation_open"
        | "conversation_delete"
        | "conversation_restore"
        | "conversation_seen"
        | "conversation_tree" => {
            json!({ "conversationId": id })
        }
        "conversation_rename" => json!({ "conversationId": id, "title": "Another" }),
        "conversation_configure" => json!({ "conversationId": id, "model": "deepseek-flash", "thinking": "off",
            "parameters": { "system": "", "temperatureHundredths": 100, "topPHundredths": null, "maxTokens": 100,
                "stop": [], "json": false } }),
        "folder_make" => json!({ "name": "Letters", "parentId": id }),
        "folder_rename" => json!({ "folderId": id, "name": "Letters" }),
        "folder_move" => json!({ "folderId": id, "parentId": id, "place": 1 }),
        "folder_delete" => json!({ "folderId": id }),
        "tag_make" => json!({ "name": "sea" }),
        "tag_rename" => json!({ "tagId": id, "name": "sea" }),
        "tag_delete" => json!({ "tagId": id }),
        "selection_arrange" => json!({ "conversationIds": [id], "change": { "pinned": true, "addTagId": id } }),
        "selection_delete" | "selection_restore" | "selection_erase" => json!({ "conversationIds": [id] }),
        "code_save" => json!({ "language": "python", "text": "print(1)" }),
        "queue_keep" => json!({ "conversationId": id, "queue": [{ "clientId": id, "text": "and then" }] }),
        "conversation_fork" => json!({ "messageId": id }),
        "prompts_keep" => json!({ "prompts": [{ "name": "plain", "text": "Say it plainly: {{text}}" }] }),
        "export_preview" | "export_text" => json!({ "wish": { "scope": { "kind": "message", "messageId": id },
            "format": "markdown", "choices": ["reasoning", "cost"] } }),
        "export_write" => json!({ "watchId": "w5", "name": "Deep sea", "wish": {
            "scope": { "kind": "shelf", "shelf": { "kind": "archive" } }, "format": "json", "choices": [] } }),
        "export_reveal" => json!({ "exportId": "e1" }),
        "import_piece" => json!({ "fileId": "f1", "name": "chats.json", "base64": "W10=" }),
        "import_undo" => json!({ "importId": "i1" }),
        "import_run" => json!({ "watchId": "w6", "fileId": "f1", "dryRun": true }),
        "kept_folder_change" => json!({ "format": "json", "when": "off" }),
        "backup_restore" => json!({ "madeAtMs": 1 }),
        "data_erase" => json!({ "confirmed": false }),
        "job_stop" => json!({ "jobId": "j1" }),
        "app_close" => json!({ "close": false }),
        "cut_answers_settle" => json!({ "goOn": false }),
        "message_bookmark" => json!({ "messageId": id, "on": true }),
        "message_undelete" => json!({ "conversationId": id, "atMs": 1, "leafBefore": id, "leafAfter": null }),
        "picture_piece" => json!({ "uploadId": "p1", "base64": "iVBO", "last": false }),
        "picture_get" => json!({ "pictureId": "ab".repeat(32) }),
        "draft_keep" => json!({ "conversationId": id, "text": "half a thought" }),
        "message_blocks" => json!({ "messageIds": [id] }),
        "message_show" | "message_source" | "message_delete" | "turn_continue" | "turn_hurry" | "turn_stop"
        | "turn_take_back" => {
            json!({ "messageId": id })
        }
        "search" => json!({ "text": "deep sea", "limit": 20, "cursor": "1.9", "conversationId": id, "folderId": id,
            "tagId": id, "role": "user", "model": "deepseek-flash", "afterMs": 0, "beforeMs": 1, "hasCode": true }),
        "turn_start" => json!({ "conversationId": id, "parentId": id, "text": "Hello", "beginWith": "Well,",
            "pictures": [{ "pictureId": "ab".repeat(32), "name": "a.png" }], "model": "deepseek-flash",
            "thinking": "off", "clientId": "ipc-1" }),
        "turn_regenerate" => {
            json!({ "messageId": id, "model": "deepseek-flash", "thinking": "off", "clientId": "ipc-2" })
        }
        "watch_leave" => json!({ "watchId": "w1" }),
        "turn_attach" => json!({ "watchId": "w2", "messageId": id, "afterSeq": 3 }),
        "tint_watch" => json!({ "watchId": "w4", "messageId": id, "part": "answer" }),
        "library_watch" => json!({ "watchId": "w3" }),
        other => panic!("there is no sample for the command {other}: add one"),
    }
}

/// The code of an error of ours; `None` for a bare text and anything else.
pub(crate) fn code(error: &Value) -> Option<&str> {
    error.get("message")?.as_str()?;
    error.get("code")?.as_str()
}
