//! A desk of its own for each test: display, window manager, bus, keychain, folders. Dropping it ends and removes all.

use crate::processes::{self, MARK};
use crate::wait::{until, within};
use crate::window::Window;
use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;
use tempfile::TempDir;

/// The program under test: the one just built, or the one that `HADAL_E2E_PROGRAM` names (an installed package, say).
pub(crate) fn program() -> String {
    std::env::var("HADAL_E2E_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_hadal").to_owned())
}

/// Without folders of services: nothing is started by being asked for, so nothing is left over.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Where pictures for people lie.
fn screens() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screens/e2e");
    let _ = fs::create_dir_all(&folder);
    folder
}

/// The name of the test that runs, fit for a file.
fn test_name() -> String {
    std::thread::current().name().unwrap_or("test").replace("::", "-")
}

/// How the program is started.
#[derive(Default)]
pub(crate) struct Launch {
    /// `--base-url`.
    pub(crate) base_url: String,
    /// Environment beside that of the desk.
    pub(crate) environment: Vec<(&'static str, String)>,
}

impl Launch {
    /// A start that talks to this server.
    pub(crate) fn at(base_url: &str) -> Self {
        Self { base_url: base_url.to_owned(), environment: Vec::new() }
    }

    /// With this in its environment.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }
}

/// Display, bus, keychain and folders of one test.
pub(crate) struct Desk {
    root: TempDir,
    environment: Vec<(&'static str, String)>,
    keychain: Option<u32>,
    children: Mutex<Vec<Child>>,
}

impl Desk {
    /// A desk with an unlocked keychain.
    pub(crate) async fn new() -> Self {
        let mut desk = Self::without_bus().await;
        desk.start_bus();
        desk.start_keychain().await;
        desk
    }

    /// A desk without a bus, hence without a keychain.
    pub(crate) async fn without_bus() -> Self {
        let root = tempfile::Builder::new().prefix("hadal-desk-").tempdir().unwrap();
        let mut desk = Self { root, environment: Vec::new(), keychain: None, children: Mutex::new(Vec::new()) };
        desk.furnish();
        desk.start_display();
        desk.start_window_manager().await;
        desk
    }

    /// The folder that the program keeps its history in.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.path("data")
    }

    /// Everything of this desk lies in here.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// A place on this desk.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// The mark of the processes of this desk.
    pub(crate) fn mark(&self) -> String {
        self.root.path().display().to_string()
    }

    /// The process of the keychain.
    pub(crate) fn keychain(&self) -> u32 {
        self.keychain.expect("this desk has a keychain")
    }

    /// A program in the environment of this desk, and in no other.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.root.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// The program under test with its data directory and server.
    pub(crate) fn hadal(&self, launch: &Launch) -> Command {
        let mut command = self.command(&program());
        command.args(self.words(launch)).envs(launch.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Opens the window.
    pub(crate) async fn open(&self, launch: Launch) -> Window {
        let driver = self.start_driver(&launch).await;
        let options = json!({ "binary": self.starter(), "args": self.words(&launch) });
        let capabilities = Map::from_iter([
            ("browserName".to_owned(), Value::from("wry")),
            ("webkitgtk:browserOptions".to_owned(), options),
        ]);
        let _ = fs::remove_file(self.path("pid"));
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{driver}"))
            .await
            .unwrap_or_else(|error| panic!("the window did not open: {error}\n{}", self.output()));
        let pid = until("the process id of the window", async || {
            fs::read_to_string(self.path("pid")).ok()?.trim().parse().ok()
        });
        let mut camera = self.command("import");
        camera.args(["-window", "root"]).arg(screens().join(format!("failed-{}.png", test_name())));
        Window::new(client, pid.await, camera)
    }

    /// What the program wrote to its standard streams so far.
    pub(crate) fn output(&self) -> String {
        let bytes = fs::read(self.path("output")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Presses keys or does anything else that `xdotool` can, on this display.
    pub(crate) fn xdotool(&self, words: &[&str]) -> Option<String> {
        let output = self.command("xdotool").args(words).stdout(Stdio::piped()).output().expect("xdotool is installed");
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// The window of the program, by the number that X gave it; `None` while it is not on the screen.
    pub(crate) fn window(&self) -> Option<String> {
        self.visible("Hadal$")
    }

    /// The dialog that asks where to save; `None` while there is none.
    pub(crate) fn dialog(&self) -> Option<String> {
        self.visible("^Save")
    }

    fn visible(&self, name: &str) -> Option<String> {
        let windows = self.xdotool(&["search", "--onlyvisible", "--name", name])?;
        windows.lines().next().map(ToOwned::to_owned)
    }

    /// Answers the dialog that asks where to save, by keyboard.
    pub(crate) async fn save_as(&self, path: &Path) {
        let dialog = until("the dialog that asks where to save", async || self.dialog()).await;
        self.xdotool(&["windowactivate", "--sync", &dialog]);
        until("the dialog has the keyboard", async || (self.xdotool(&["getactivewindow"])? == dialog).then_some(()))
            .await;
        self.xdotool(&["key", "ctrl+a"]);
        self.xdotool(&["type", "--delay", "5", &path.display().to_string()]);
        self.xdotool(&["key", "Return"]);
        until("the file", async || path.is_file().then_some(())).await;
    }

    /// Keeps a picture of the window for people to look at, `target/screens/e2e/NAME.png`. It is taken from the screen:
    /// the driver's own pictures wait for a frame, which a still page does not draw.
    pub(crate) fn picture(&self, name: &str) {
        let window = self.window().expect("the window is visible");
        let mut import = self.command("import");
        import.args(["-window", &window]).arg(screens().join(format!("{name}.png")));
        assert!(import.status().expect("imagemagick is installed").success(), "the picture was taken");
    }

    /// Puts a text into the clipboard.
    pub(crate) fn copy(&self, text: &str) {
        let mut clipboard = self.command("xclip");
        clipboard.args(["-selection", "clipboard", "-in"]).stdin(Stdio::piped());
        let mut child = clipboard.spawn().expect("xclip is installed");
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        // It goes on in the background and answers whoever pastes.
        assert!(child.wait().unwrap().success(), "the clipboard took the text");
    }

    fn words(&self, launch: &Launch) -> Vec<String> {
        let data_dir = self.data_dir().display().to_string();
        vec!["--data-dir".to_owned(), data_dir, "--base-url".to_owned(), launch.base_url.clone()]
    }

    fn furnish(&mut self) {
        for (name, folder) in [
            ("HOME", "home"),
            ("XDG_DATA_HOME", "home/.local/share"),
            ("XDG_CONFIG_HOME", "home/.config"),
            ("XDG_CACHE_HOME", "home/.cache"),
            ("XDG_RUNTIME_DIR", "run"),
            ("TMPDIR", "tmp"),
        ] {
            let path = self.path(folder);
            fs::create_dir_all(&path).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
            self.environment.push((name, path.display().to_string()));
        }
        let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".to_owned());
        for (name, value) in [
            ("PATH", path.as_str()),
            (MARK, &self.mark()),
            ("LANG", "C.UTF-8"),
            ("GDK_BACKEND", "x11"),
            ("GSETTINGS_BACKEND", "memory"),
            ("GTK_USE_PORTAL", "0"),
            ("NO_AT_BRIDGE", "1"),
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
        ] {
            self.environment.push((name, value.to_owned()));
        }
    }

    fn start_display(&mut self) {
        let mut server = self.command("Xvfb");
        server.args(["-displayfd", "1", "-screen", "0", "1280x860x24", "-nolisten", "tcp", "-noreset"]);
        let number = self.serve(server);
        self.environment.push(("DISPLAY", format!(":{number}")));
    }

    async fn start_window_manager(&self) {
        self.keep(self.command("openbox").spawn().expect("openbox is installed"));
        // It names the window that has the keyboard as soon as it is there.
        until("the window manager", async || self.xdotool(&["get_num_desktops"])).await;
    }

    fn start_bus(&mut self) {
        let config = self.path("bus.conf");
        fs::write(&config, BUS.replace("tmpdir=/tmp", &format!("tmpdir={}", self.path("run").display()))).unwrap();
        let mut bus = self.command("dbus-daemon");
        bus.arg("--nofork").arg("--print-address=1").arg(format!("--config-file={}", config.display()));
        let address = self.serve(bus);
        self.environment.push(("DBUS_SESSION_BUS_ADDRESS", address));
    }

    async fn start_keychain(&mut self) {
        let mut daemon = self.command("gnome-keyring-daemon");
        daemon.args(["--foreground", "--unlock", "--components=secrets"]).stdin(Stdio::piped());
        let mut child = daemon.spawn().expect("gnome-keyring is installed");
        // An empty password would leave the keychain without a default collection.
        child.stdin.take().unwrap().write_all(b"x").unwrap();
        self.keychain = Some(child.id());
        self.keep(child);
        until("the keychain", async || {
            let mut ask = self.command("dbus-send");
            ask.args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"]);
            ask.args(["org.freedesktop.Secret.Service.ReadAlias", "string:default"]).stdout(Stdio::piped());
            let answer = ask.output().expect("dbus-send is installed");
            String::from_utf8_lossy(&answer.stdout).contains("/collection/").then_some(())
        })
        .await;
    }

    /// A driver for one window: it hands its environment on, and can do one session only.
    async fn start_driver(&self, launch: &Launch) -> u16 {
        for _ in 0..5 {
            let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let port = free.local_addr().unwrap().port();
            drop(free);
            let mut driver = self.command("WebKitWebDriver");
            driver.arg(format!("--port={port}")).arg("--host=127.0.0.1").env("TAURI_WEBVIEW_AUTOMATION", "true");
            driver.envs(launch.environment.iter().map(|(name, value)| (name, value)));
            let mut child = driver.spawn().expect("WebKitWebDriver is installed");
            let answers = within(Duration::from_secs(30), "the driver", async || {
                let ended = child.try_wait().unwrap().is_some();
                let answers = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
                (ended || answers).then_some(!ended)
            });
            if answers.await {
                self.keep(child);
                return port;
            }
        }
        panic!("another program took every port before the driver could");
    }

    /// Starts the program so that its output and its process id are known: the driver hides both.
    fn starter(&self) -> PathBuf {
        let path = self.path("start");
        let (pid, output) = (self.path("pid"), self.path("output"));
        let script = format!(
            "#!/bin/sh\necho $$ >'{}'\nexec '{}' \"$@\" >>'{}' 2>&1\n",
            pid.display(),
            program(),
            output.display()
        );
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
        path
    }

    /// Starts a server that tells where it is in its first line.
    fn serve(&self, mut command: Command) -> String {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap_or_else(|_| panic!("{name} is installed"));
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        self.keep(child);
        assert!(!line.trim().is_empty(), "{name} did not start");
        line.trim().to_owned()
    }

    fn keep(&self, child: Child) {
        self.children.lock().unwrap().push(child);
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the program wrote:\n{}", self.output());
        }
        processes::end(&self.mark());
        for child in self.children.get_mut().unwrap() {
            let _ = child.wait();
        }
    }
}
