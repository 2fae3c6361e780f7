//! The configuration that locks the window in, against a list of what may be there. Widening it fails here first.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn parsed(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Files of a folder below the root, by name.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn the_content_policy_is_exactly_this() {
    let config = parsed(&root().join("tauri.conf.json"));
    let expected = json!({
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "style-src-attr": "'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "ipc: http://ipc.localhost",
        "worker-src": "'self'",
        "frame-src": "'none'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "media-src": "'none'",
        "manifest-src": "'none'",
        "require-trusted-types-for": "'script'",
    });
    assert_eq!(config["app"]["security"]["csp"], expected);
}

#[test]
fn the_app_section_is_exactly_this() {
    let mut app = parsed(&root().join("tauri.conf.json"))["app"].clone();
    let security = app["security"].as_object_mut().unwrap();
    security.remove("csp");
    let expected = json!({
        "freezePrototype": true,
        "assetProtocol": { "enable": false, "scope": [] },
        // Svelte's styles are ours and hashed by nobody; scripts keep Tauri's own hashes.
        "dangerousDisableAssetCspModification": ["style-src"],
        "capabilities": ["main"],
    });
    assert_eq!(Value::Object(security.clone()), expected, "nothing in security beside it");
    assert_eq!(app["withGlobalTauri"], json!(false));
    let windows = app["windows"].as_array().unwrap();
    assert_eq!(windows.len(), 1, "one window");
    let known: BTreeSet<&str> = ["label", "title", "create", "visible", "width", "height", "minWidth", "minHeight"]
        .into_iter()
        .chain(["dragDropEnabled"])
        .collect();
    let named: BTreeSet<&str> = windows[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(named, known, "the window is set up by nothing else");
    assert_eq!((&windows[0]["label"], &windows[0]["dragDropEnabled"]), (&json!("main"), &json!(false)));
    let keys: BTreeSet<&str> = app.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["withGlobalTauri", "windows", "security"]));
}

#[test]
fn no_plugin_is_configured_and_the_page_comes_from_the_bundle() {
    let config = parsed(&root().join("tauri.conf.json"));
    assert!(config.get("plugins").is_none());
    assert_eq!(config["build"]["frontendDist"], json!("ui/dist"));
    assert_eq!(config["build"]["devUrl"], json!("http://localhost:5173"));
    let keys: BTreeSet<&str> = config.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["$schema", "productName", "identifier", "build", "app", "bundle"]));
    for other in ["tauri.linux.conf.json", "tauri.macos.conf.json", "tauri.windows.conf.json"] {
        assert!(!root().join(other).exists(), "{other} could widen what stands here");
    }
}

#[test]
fn one_capability_names_the_one_window_and_our_commands_only() {
    let capabilities = files("src-tauri/capabilities");
    assert_eq!(capabilities, [root().join("src-tauri/capabilities/main.json")]);
    let mut capability = parsed(&capabilities[0]);
    let object = capability.as_object_mut().unwrap();
    object.remove("$schema");
    object.remove("description");
    let expected = json!({
        "identifier": "main",
        "local": true,
        "windows": ["main"],
        "permissions": ["every-command-of-the-window"],
    });
    assert_eq!(capability, expected, "no remote page, no plugin, no other window");
    assert!(!root().join("capabilities").exists(), "the folder that Tauri reads by default");
}

#[test]
fn the_permission_lists_the_commands_of_the_contract_and_no_other() {
    let permissions = files("src-tauri/permissions");
    assert_eq!(permissions, [root().join("src-tauri/permissions/window.toml")]);
    let text = fs::read_to_string(&permissions[0]).unwrap();
    let lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let (head, rest) = lines.split_at(4);
    assert_eq!(head[0], "[[permission]]");
    assert_eq!(head[1], "identifier = \"every-command-of-the-window\"");
    assert!(head[2].starts_with("description = "), "{}", head[2]);
    assert_eq!(head[3], "commands.allow = [");
    let (last, entries) = rest.split_last().unwrap();
    assert_eq!(*last, "]", "nothing after the list: no second permission, no scope");
    let listed: BTreeSet<&str> = entries.iter().map(|entry| entry.trim_matches(|sign| "\",".contains(sign))).collect();
    assert_eq!(listed, hadal_wire::NAMES.iter().copied().collect());
    assert_eq!(listed.len(), entries.len(), "each once");
    assert!(!root().join("permissions").exists(), "the folder that Tauri reads by default");
}

#[test]
fn no_release_can_open_the_inspector_or_speak_to_the_page_by_name() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mentions: Vec<&str> =
        manifest.lines().filter(|line| line.trim_start().starts_with("tauri") && line.contains('=')).collect();
    let expected = [
        "tauri-build.workspace = true",
        "tauri = { workspace = true, features = [\"wry\"] }",
        "tauri-plugin-dialog.workspace = true",
        "tauri-plugin-opener.workspace = true",
        "tauri-plugin-single-instance.workspace = true",
        "tauri = { workspace = true, features = [\"test\"] }",
        "tauri = { version = \"2.12.5\", default-features = false, features = [\"compression\"] }",
        "tauri-build = { version = \"2.7.4\", default-features = false }",
        "tauri-plugin-dialog = \"2.8\"",
        "tauri-plugin-opener = \"2.7\"",
        "tauri-plugin-single-instance = \"2.5\"",
    ];
    assert_eq!(mentions, expected, "a feature or a plugin more is a decision: it is taken here too");
    assert!(!manifest.contains("devtools"));
}
