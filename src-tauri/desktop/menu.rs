//! The menus at the head of the screen, where a system has them there. Cut, copy, paste and the window's own are the
//! system's; what is Hadal's is done by the window, by the name of its action.

use hadal_backend::Backend;
use tauri::menu::{Menu, MenuItem, MenuItemKind};
use tauri::{AppHandle, Manager};

/// Action, submenu and place, words in English and in Chinese, keys.
const OURS: &[(&str, usize, usize, [&str; 2], &str)] = &[
    ("openSettings", 0, 2, ["Settings…", "设置…"], "CmdOrCtrl+,"),
    ("newConversation", 1, 0, ["New Conversation", "新对话"], "CmdOrCtrl+N"),
    ("exportConversation", 1, 1, ["Export…", "导出…"], "CmdOrCtrl+Shift+E"),
    ("findInConversation", 2, 7, ["Find…", "查找…"], "CmdOrCtrl+F"),
    ("palette", 3, 0, ["Command Palette…", "命令面板…"], "CmdOrCtrl+K"),
    ("toggleSidebar", 3, 1, ["Sidebar", "侧边栏"], "CmdOrCtrl+B"),
];

/// The end of the program, in the place of the system's own item, which would end it without asking anybody.
const QUIT: (&str, [&str; 2], &str) = ("quit", ["Quit Hadal", "退出 Hadal"], "CmdOrCtrl+Q");

/// Gives the app its menus. Keys that a person chose themselves stand in the window; here are those that are given.
pub(crate) fn open(app: &AppHandle, backend: &Backend) -> tauri::Result<()> {
    if !cfg!(target_os = "macos") {
        return Ok(());
    }
    let language = backend.language();
    let menu = Menu::default(app)?;
    let tops = menu.items()?;
    for (action, top, place, [english, chinese], keys) in OURS {
        let words = if language.starts_with("zh") { chinese } else { english };
        let item = MenuItem::with_id(app, *action, words, true, Some(keys))?;
        if let Some(submenu) = tops.get(*top).and_then(|top| top.as_submenu()) {
            submenu.insert(&item, *place)?;
        }
    }
    if let Some(first) = tops.first().and_then(|top| top.as_submenu()) {
        if let Some(systems @ MenuItemKind::Predefined(_)) = first.items()?.last() {
            first.remove(systems)?;
        }
        let (id, [english, chinese], keys) = QUIT;
        let words = if language.starts_with("zh") { chinese } else { english };
        first.append(&MenuItem::with_id(app, id, words, true, Some(keys))?)?;
    }
    app.set_menu(menu)?;
    let backend = backend.clone();
    app.on_menu_event(move |app, event| {
        let wished: &str = event.id().as_ref();
        if wished == QUIT.0 {
            quit(app);
        }
        if OURS.iter().any(|(action, ..)| *action == wished) {
            backend.act(wished);
        }
    });
    Ok(())
}

/// Closes the windows, so that each asks what it has to ask; the program ends with the last one.
fn quit(app: &AppHandle) {
    let windows = app.webview_windows();
    if windows.is_empty() {
        app.exit(0);
    }
    for window in windows.values() {
        if let Err(error) = window.close() {
            tracing::warn!(%error, "a window did not take the wish to close");
        }
    }
}
