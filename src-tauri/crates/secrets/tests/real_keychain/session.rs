//! A home folder and sessions in it: a bus, a keyring daemon in a chosen state, and this test run again inside.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const PART: &str = "HADAL_TEST_PART";
const DAEMON: &str = "HADAL_TEST_DAEMON";

/// What the session offers. The password of the keyring is `x`: with an empty one the daemon makes no keyring.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Offer {
    /// A daemon with its keyring unlocked (made at the first time).
    Unlocked,
    /// A daemon that was given no password, and no display to ask for one.
    Locked,
    /// A bus on which no keychain is known.
    NoService,
    /// No bus at all.
    NoBus,
}

/// The part that this process plays, if it is one that a test has started inside a session.
pub(crate) fn part() -> Option<String> {
    std::env::var(PART).ok()
}

/// The process id of the daemon of this session.
pub(crate) fn daemon() -> String {
    std::env::var(DAEMON).unwrap()
}

/// Runs a line of shell inside the session.
pub(crate) fn shell(line: &str) {
    let status = Command::new("sh").args(["-c", line]).status().unwrap();
    assert!(status.success(), "{line}: {status}");
}

/// Starts the daemon unlocked and waits for its name; a call before that would make the bus start a locked one.
pub(crate) const START_UNLOCKED: &str = "printf x | gnome-keyring-daemon --unlock --foreground --components=secrets \
     >/dev/null 2>&1 & daemon=$!";
const START_LOCKED: &str =
    "gnome-keyring-daemon --foreground --components=secrets </dev/null >/dev/null 2>&1 & daemon=$!";
pub(crate) const WAIT: &str = "n=0; until dbus-send --session --print-reply --dest=org.freedesktop.DBus \
     /org/freedesktop/DBus org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q 'boolean true'; \
     do n=$((n+1)); [ $n -gt 300 ] && exit 97; sleep 0.1; done";
const BUS_WITHOUT_SERVICES: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

/// A home folder that outlives the sessions in it.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        // Sockets live in it and their paths are short by law (108 bytes): not below a deep target folder.
        let dir = tempfile::Builder::new().prefix("hadal-keychain-").tempdir().unwrap();
        for folder in ["data", "config", "cache", "run"] {
            std::fs::create_dir(dir.path().join(folder)).unwrap();
        }
        std::fs::set_permissions(dir.path().join("run"), std::fs::Permissions::from_mode(0o700)).unwrap();
        Self(dir)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Runs `test` of this very program inside a session, playing `part`, and fails if it does.
    pub(crate) fn play(&self, offer: Offer, test: &str, part: &str) {
        let me = std::env::current_exe().unwrap();
        let start = match offer {
            Offer::Unlocked => format!("{START_UNLOCKED}; {WAIT}"),
            Offer::Locked => format!("{START_LOCKED}; {WAIT}"),
            Offer::NoService | Offer::NoBus => "daemon=".to_owned(),
        };
        let script = format!(
            "command -v gnome-keyring-daemon >/dev/null || {{ echo 'gnome-keyring is not installed'; exit 96; }}
             {start}
             export {DAEMON}=$daemon
             timeout 90 \"$0\" --exact \"$1\" --nocapture --test-threads=1; code=$?
             if [ -n \"$daemon\" ]; then kill -CONT $daemon; kill $daemon; wait $daemon; fi 2>/dev/null
             exit $code"
        );
        let mut command = match offer {
            Offer::NoBus => Command::new("sh"),
            _ => Command::new("dbus-run-session"),
        };
        if matches!(offer, Offer::NoService) {
            let config = self.path().join("bus.conf");
            std::fs::write(&config, BUS_WITHOUT_SERVICES).unwrap();
            command.arg("--config-file").arg(config);
        }
        if !matches!(offer, Offer::NoBus) {
            command.args(["--", "sh"]);
        }
        command.arg("-c").arg(script).arg(me).arg(test);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.path()).env(PART, part);
        for (name, folder) in [
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_RUNTIME_DIR", "run"),
        ] {
            command.env(name, self.path().join(folder));
        }
        let output = command.output().unwrap_or_else(|error| {
            panic!("these tests need the Debian packages dbus and gnome-keyring; dbus-run-session: {error}")
        });
        // A name that matches no test would pass by running none.
        let played = String::from_utf8_lossy(&output.stdout).contains("1 passed");
        assert!(
            output.status.success() && played,
            "part {part:?} of {test} with {offer:?}: {}\n{}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
