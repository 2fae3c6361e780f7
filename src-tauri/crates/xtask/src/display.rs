//! A virtual display with a message bus of its own: a window can open, and nothing on it reaches the user's own session.

mod children;
mod picture;

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::program;
use crate::workspace::Workspace;

pub(crate) use children::{end, spawn_tied};

/// How long a server may take to tell its address.
const START_LIMIT: Duration = Duration::from_secs(20);
/// How often the picture is looked at while a window starts.
const LOOK_EVERY: Duration = Duration::from_millis(400);
const SCREEN: &str = "1280x800x24";

/// Ends with everything on it when dropped.
pub(crate) struct VirtualDisplay {
    name: String,
    bus: String,
    runtime: PathBuf,
    /// In the order in which they started; ended in the other one.
    servers: Vec<Child>,
}

impl VirtualDisplay {
    /// Starts Xvfb, then the bus (what the bus starts inherits the display), then a window manager.
    pub(crate) fn start(workspace: &Workspace) -> Outcome<Self> {
        let runtime = children::private_folder()?;
        let mut display = Self { name: String::new(), bus: String::new(), runtime, servers: Vec::new() };

        let mut xvfb = program::command(workspace, "Xvfb");
        xvfb.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]);
        let number = display.serve("Xvfb", &xvfb)?;
        display.name = format!(":{number}");

        let mut bus = program::command(workspace, "dbus-daemon");
        bus.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        display.dress(&mut bus);
        display.bus = display.serve("dbus-daemon", &bus)?;

        if program::exists("openbox") {
            let mut manager = program::command(workspace, "openbox");
            display.dress(&mut manager);
            display.servers.push(children::spawn_silent(&manager)?);
        }
        Ok(display)
    }

    /// The display's name, such as `:99`.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Sends a program to this display and this bus.
    pub(crate) fn dress(&self, command: &mut Command) {
        command
            .env("DISPLAY", &self.name)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("XDG_RUNTIME_DIR", &self.runtime)
            .env("GDK_BACKEND", "x11")
            // Without a graphics card the fast path of WebKitGTK is the slow one: 170 ms more to the first answer.
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY");
    }

    /// Waits until something is written in the middle of the screen. `false`: nothing within `limit`, or the app ended.
    pub(crate) fn wait_for_paint(&self, app: &mut Child, limit: Duration) -> bool {
        let start = Instant::now();
        while start.elapsed() < limit && matches!(app.try_wait(), Ok(None)) {
            if self.capture().is_some_and(|picture| picture.has_writing_in_the_middle()) {
                // Fonts and icons follow the first paint.
                std::thread::sleep(Duration::from_secs(1));
                return true;
            }
            std::thread::sleep(LOOK_EVERY);
        }
        false
    }

    /// Writes a picture of the whole screen.
    pub(crate) fn screenshot(&self, file: &Path) -> Outcome<()> {
        let output = self
            .import()
            .arg(file)
            .output()
            .map_err(|error| Failure::new(format!("The screenshot failed: `import` does not start: {error}.")))?;
        if output.status.success() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&output.stderr);
        Err(Failure::new("The screenshot failed.").tail(text.lines().map(str::to_owned).collect()))
    }

    fn capture(&self) -> Option<picture::Picture> {
        let output = self.import().args(["-depth", "8", "ppm:-"]).output().ok()?;
        picture::Picture::from_ppm(&output.stdout)
    }

    fn import(&self) -> Command {
        let mut command = Command::new("import");
        command.args(["-silent", "-window", "root"]).env("DISPLAY", &self.name);
        command
    }

    /// Starts a server that prints its address as its first line.
    fn serve(&mut self, name: &str, command: &Command) -> Outcome<String> {
        let (child, address) = children::spawn_speaking(command, START_LIMIT)?;
        self.servers.push(child);
        address.ok_or_else(|| {
            Failure::new(format!("{name} did not start within {} seconds.", START_LIMIT.as_secs()))
                .advice(format!("run {name} by hand; it tells why"))
        })
    }
}

impl Drop for VirtualDisplay {
    fn drop(&mut self) {
        for server in self.servers.iter_mut().rev() {
            end(server);
        }
        drop(std::fs::remove_dir_all(&self.runtime));
    }
}
