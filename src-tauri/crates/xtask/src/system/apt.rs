//! Debian and Ubuntu: finds what is missing with dpkg-query and installs it with apt-get.

use std::io::IsTerminal;
use std::process::{Command, Stdio};

use crate::failure::{Failure, Outcome};
use crate::program;
use crate::step::Step;
use crate::workspace::Workspace;

use super::needs::{Need, Purpose, needs};

/// Whether this is Debian, Ubuntu or one of their children.
pub(crate) fn is_here() -> bool {
    std::fs::read_to_string("/etc/os-release").is_ok_and(|text| is_debian(&text))
        && program::exists("dpkg-query")
        && program::exists("apt-get")
}

fn is_debian(os_release: &str) -> bool {
    os_release.lines().any(|line| {
        line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")).is_some_and(|value| {
            value.trim_matches('"').split_whitespace().any(|word| word == "debian" || word == "ubuntu")
        })
    })
}

/// Installs what is missing, after saying what and why.
pub(crate) fn provide(workspace: &Workspace, purposes: &[Purpose]) -> Outcome<()> {
    let wanted = missing(&needs(purposes))?;
    if wanted.is_empty() {
        return Ok(());
    }
    let means = Means::of_this_user();
    println!("These system packages are missing{}:", means.announcement());
    tell(&wanted);
    let Some(means) = means.prefix() else {
        return Err(Failure::new("System packages are missing, and this user may not install them.")
            .advice(format!("as root: apt-get install {}", names(&wanted).join(" "))));
    };

    // The lists of a fresh machine are empty. Old lists may still do when the network is away.
    let updated = Step::new("Reading the package lists").try_run(&mut apt_get(workspace, means, &["update"]))?;
    let (known, unknown): (Vec<Need>, Vec<Need>) = wanted.into_iter().partition(|need| has_candidate(need.name));
    if let Some(need) = unknown.iter().find(|need| !need.optional) {
        return Err(Failure::new(format!("apt has no package {} ({}).", need.name, need.why))
            .tail(if updated.success { Vec::new() } else { updated.tail() })
            .advice("Debian 12, Ubuntu 22.04 and later have it; check the sources in /etc/apt and the network"));
    }
    for need in &unknown {
        println!("  apt has no package {} ({}); going on without it.", need.name, need.why);
    }
    if known.is_empty() {
        return Ok(());
    }
    let mut words = vec!["install", "--yes", "--no-install-recommends"];
    words.extend(names(&known));
    Step::new("Installing system packages")
        .advice("run the same apt-get command by hand to see more")
        .run(&mut apt_get(workspace, means, &words))?;
    Ok(())
}

/// How this user may install packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    Root,
    /// A password may be asked for: somebody is there to type it.
    Sudo,
    /// Nobody is there: sudo must work without a password.
    SilentSudo,
    None,
}

impl Means {
    fn of_this_user() -> Self {
        let user = program::stdout(Command::new("id").arg("-u")).unwrap_or_default();
        if user.trim() == "0" {
            Self::Root
        } else if !program::exists("sudo") {
            Self::None
        } else if std::io::stdin().is_terminal() {
            Self::Sudo
        } else {
            Self::SilentSudo
        }
    }

    fn announcement(self) -> &'static str {
        match self {
            Self::Root => "; apt-get installs them now",
            Self::Sudo | Self::SilentSudo => "; apt-get installs them now, through sudo",
            Self::None => "",
        }
    }

    fn prefix(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Root => Some(&[]),
            Self::Sudo => Some(&["sudo"]),
            Self::SilentSudo => Some(&["sudo", "-n"]),
            Self::None => None,
        }
    }
}

fn apt_get(workspace: &Workspace, prefix: &[&str], words: &[&str]) -> Command {
    let mut line: Vec<&str> = prefix.to_vec();
    // `env` sets the variable behind sudo too, which clears the environment.
    line.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"]);
    line.extend(words);
    let mut parts = line.into_iter();
    let mut command = program::command(workspace, parts.next().unwrap_or_default());
    command.args(parts);
    if prefix == ["sudo"] {
        command.stdin(Stdio::inherit());
    }
    command
}

fn tell(wanted: &[Need]) {
    let width = wanted.iter().map(|need| need.name.len()).max().unwrap_or(0);
    for need in wanted {
        println!("  {:<width$}  {}", need.name, need.why);
    }
}

fn names(wanted: &[Need]) -> Vec<&'static str> {
    wanted.iter().map(|need| need.name).collect()
}

fn missing(wanted: &[Need]) -> Outcome<Vec<Need>> {
    let output = Command::new("dpkg-query")
        .args(["-W", "-f=${Package} ${db:Status-Status}\\n"])
        .args(names(wanted))
        .output()
        .map_err(|error| Failure::new(format!("dpkg-query does not start: {error}.")))?;
    // Its exit code is 1 as soon as one package is unknown, so only the list counts.
    Ok(absent(wanted, &String::from_utf8_lossy(&output.stdout)))
}

fn absent(wanted: &[Need], status: &str) -> Vec<Need> {
    let installed: Vec<&str> = status.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    wanted.iter().filter(|need| !installed.contains(&need.name)).copied().collect()
}

fn has_candidate(name: &str) -> bool {
    program::stdout(Command::new("apt-cache").args(["policy", name]).env("LC_ALL", "C"))
        .is_some_and(|text| candidate(&text))
}

fn candidate(policy: &str) -> bool {
    policy
        .lines()
        .find_map(|line| line.trim_start().strip_prefix("Candidate:"))
        .is_some_and(|version| version.trim() != "(none)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_and_its_children_are_known_and_others_are_not() {
        assert!(is_debian("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n"));
        assert!(is_debian("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian("ID=fedora\nVARIANT_ID=workstation\n"));
        assert!(!is_debian("ID=arch\nHOME_URL=\"https://example.org/debian\"\n"));
    }

    #[test]
    fn a_package_that_was_removed_or_never_heard_of_is_missing() {
        let wanted = needs(&[Purpose::Build]);
        let status = "build-essential installed\nlibgtk-3-dev config-files\npkg-config installed\n";
        let left: Vec<_> = absent(&wanted, status).iter().map(|need| need.name).collect();
        assert_eq!(left, ["libgtk-3-dev", "libwebkit2gtk-4.1-dev"]);
    }

    #[test]
    fn a_package_without_a_version_to_install_has_no_candidate() {
        assert!(candidate("xvfb:\n  Installed: (none)\n  Candidate: 2:21.1.7\n"));
        assert!(!candidate("chromium:\n  Installed: (none)\n  Candidate: (none)\n"));
        assert!(!candidate(""), "apt-cache prints nothing for a name it never heard");
    }
}
