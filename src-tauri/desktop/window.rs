//! The one window: hidden until its first frame is painted, and fenced in to the app's own pages.

use super::desk::SystemDesk;
use super::{graphics, menu};
use crate::Shell;
use hadal_backend::{Backend, FirstAnswers, Options};
use std::borrow::Cow;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tauri::http::Response;
use tauri::webview::NewWindowResponse;
use tauri::window::Color;
use tauri::{App, AppHandle, Manager, Theme, Url, WebviewWindow, WebviewWindowBuilder};

/// A history that is checked after a crash, or a page that never paints, must not leave the person without a window.
const SHOW_ANYWAY: Duration = Duration::from_millis(1200);

/// Starts the backend and opens the window, neither waiting for the other: what the page asks for before the history is
/// open waits in the shell.
pub(crate) fn open(app: &mut App, options: Options) -> Result<(), Box<dyn Error>> {
    let web_data = options.data_dir.join("webview");
    make_private(&options.data_dir);
    let desk = Arc::new(SystemDesk { app: app.handle().clone() });
    app.manage(Shell::default());
    let starting = tauri::async_runtime::spawn(Backend::start(options, desk));
    let config = app.config().app.windows.first().ok_or("no window is configured")?.clone();
    let pages = app.handle().clone();
    let window = WebviewWindowBuilder::from_config(app, &config)?
        .data_directory(web_data)
        .on_navigation(is_own_page)
        .on_web_resource_request(move |request, response| bring_answers(&pages, request.uri().path(), response))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    graphics::suit(&window);
    let (handle, waiting) = (app.handle().clone(), window);
    tauri::async_runtime::spawn(async move {
        let started = starting.await.map_err(|error| error.to_string());
        match started.and_then(|started| started.map_err(|error| error.to_string())) {
            Ok(backend) => {
                colour(&waiting, &backend);
                show(&waiting);
                if let Err(error) = menu::open(&handle, &backend) {
                    tracing::warn!(%error, "the menus were not made");
                }
                let answers = FirstAnswers::of(&backend).await;
                handle.state::<Shell>().started(backend, answers);
            }
            Err(sentence) => {
                eprintln!("hadal: the window could not be opened: {sentence}");
                handle.exit(1);
            }
        }
    });
    let handle = app.handle().clone();
    tauri::async_runtime::spawn(show_anyway(handle));
    #[cfg(unix)]
    tauri::async_runtime::spawn(end_on_signal(app.handle().clone()));
    Ok(())
}

/// The web view makes its folder as soon as it exists: the data directory must be private before.
fn make_private(data_dir: &Path) {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    // Opening the history says in plain words what is wrong with the directory.
    if let Err(error) = builder.create(data_dir) {
        tracing::warn!(%error, "the data directory could not be made");
    }
}

/// What shows between the window and its first frame has the colour of the page, so that nothing flashes.
/// The values are those of `--surface-0` in the window's tokens.
fn colour(window: &WebviewWindow, backend: &Backend) {
    let dark = match backend.theme() {
        hadal_wire::Theme::Dark => true,
        hadal_wire::Theme::Light => false,
        hadal_wire::Theme::System => window.theme().is_ok_and(|theme| theme == Theme::Dark),
    };
    let colour = if dark { Color(15, 21, 26, 255) } else { Color(249, 251, 253, 255) };
    if let Err(error) = window.set_background_color(Some(colour)) {
        tracing::warn!(%error, "the window's colour was not set");
    }
}

/// Exactly the app's own origin: another would be a page that got out. `about:srcdoc` is a frame whose page stands in the
/// page around it, as the one in which diagrams are drawn; a window itself can never go there.
fn is_own_page(url: &Url) -> bool {
    let own = if cfg!(any(windows, target_os = "android")) { "http://tauri.localhost" } else { "tauri://localhost" };
    let address = url.as_str();
    address == "about:srcdoc" || address == own || address.strip_prefix(own).is_some_and(|rest| rest.starts_with('/'))
}

/// The first page brings the answers to its first questions. Without them it asks.
fn bring_answers(app: &AppHandle, path: &str, response: &mut Response<Cow<'static, [u8]>>) {
    if !matches!(path, "/" | "/index.html") {
        return;
    }
    let engine = cfg!(target_os = "linux").then_some("webkitgtk");
    let answers = app.state::<Shell>().take_first_answers();
    if let Some(page) = answers.and_then(|answers| answers.within(response.body(), engine)) {
        *response.body_mut() = Cow::Owned(page);
    }
}

async fn show_anyway(app: AppHandle) {
    tokio::time::sleep(SHOW_ANYWAY).await;
    if let Some(window) = app.get_webview_window("main")
        && !window.is_visible().unwrap_or(true)
    {
        tracing::warn!("the history is not open yet; the window is shown anyway");
        show(&window);
    }
}

fn show(window: &WebviewWindow) {
    if let Err(error) = window.show() {
        tracing::warn!(%error, "the window could not be shown");
    }
}

/// A session that ends asks politely first: answers are brought to the disk before the program goes.
#[cfg(unix)]
async fn end_on_signal(app: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    app.exit(0);
}
