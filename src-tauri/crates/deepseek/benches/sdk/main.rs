//! `cargo xtask bench sdk [--quick] [--ns 1,100,1000] [--rounds 3] [--no-fast] [--no-pace]`: this client beside
//! a Go one and plain Rust ones, all against the same load on loopback, and a table of the goals. `sdk-long` is
//! this client with line ends of CR LF, which send every event the long way through the whole standard: what
//! the short way saves.
//!
//! Each run is a process of its own, so CPU time and peak memory are those of one client alone; connecting and
//! starting are in them. The Rust clients run on tokio's threads, one a core, as Go's do. Linux only: the
//! figures come from `/proc`. A 99th percentile says something on a quiet machine only.

#![expect(clippy::indexing_slicing, reason = "a benchmark fails by panicking")]

mod figures;
mod goals;
mod load;
mod rivals;
mod table;

use std::{
    path::PathBuf,
    process::{Child, Command, ExitCode, Stdio},
};

use figures::Figures;

type Fail = Box<dyn std::error::Error + Send + Sync>;

/// Events of all streams together, at full speed and paced.
const FAST_EVENTS: usize = 400_000;
const PACED_EVENTS: usize = 25_000;
const PACED_PER_SECOND: usize = 5_000;
/// One stream alone comes at the rate of a fast model.
const PACED_ALONE: usize = 200;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let outcome = match words.first().map(String::as_str) {
        Some("serve") => load::serve(),
        Some("client") => rivals::run(words.get(1..).unwrap_or_default()),
        _ => compare(&words),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What follows `name` among the words.
pub(crate) fn option<'a>(words: &'a [String], name: &str) -> Option<&'a str> {
    let at = words.iter().position(|word| word == name)?;
    words.get(at + 1).map(String::as_str)
}

fn compare(words: &[String]) -> Result<(), Fail> {
    let quick = words.iter().any(|word| word == "--quick");
    let ns = option(words, "--ns").unwrap_or(if quick { "1,100" } else { "1,100,1000,5000" });
    let ns: Vec<usize> = ns.split(',').map(str::parse).collect::<Result<_, _>>()?;
    let rounds = option(words, "--rounds").map_or(Ok(if quick { 1 } else { 3 }), str::parse)?;
    let without = |what: &str| words.iter().any(|word| word == what);
    let (fast, paced) = (!without("--no-fast"), !without("--no-pace"));
    let me = std::env::current_exe()?;
    let clients = clients(&me)?;
    let server = Server::start(&me)?;
    let mut rows = Vec::new();
    for round in 0..rounds {
        for n in &ns {
            for client in clients.iter().filter(|_| fast) {
                rows.extend(run(client, &server.base, *n, FAST_EVENTS / n, 0)?);
            }
            // A paced run takes its time; without the others there is time for as many rounds.
            if paced && (round == 0 || !fast) {
                let (each, rate) = if *n == 1 {
                    (PACED_ALONE * 5, PACED_ALONE * 1_000)
                } else {
                    (PACED_EVENTS / n, PACED_PER_SECOND * 1_000 / n)
                };
                for client in clients.iter().filter(|(name, _)| name != "sdk-long") {
                    rows.extend(run(client, &server.base, *n, each, rate)?);
                }
            }
        }
    }
    drop(server);
    table::print(&rows);
    Ok(())
}

/// Name and command of each client that is here.
fn clients(me: &std::path::Path) -> Result<Vec<(String, Vec<String>)>, Fail> {
    let me = me.to_string_lossy().into_owned();
    let rust =
        |name: &str| (name.to_owned(), vec![me.clone(), "client".to_owned(), "--style".to_owned(), name.to_owned()]);
    let mut clients = vec![rust("sdk"), rust("sdk-long"), rust("obvious"), rust("lean")];
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/bench/go");
    let program = std::env::temp_dir().join(format!("hadal-bench-go-{}", std::process::id()));
    let go = std::env::var("GO").unwrap_or_else(|_| "go".to_owned());
    let built = Command::new(&go).arg("build").arg("-o").arg(&program).arg(".").current_dir(folder).status();
    if built.is_ok_and(|status| status.success()) {
        for style in ["plain", "sdk"] {
            let words = [program.to_string_lossy().as_ref(), "-style", style].map(str::to_owned).to_vec();
            clients.push((format!("go-{style}"), words));
        }
        let version = Command::new(&go).arg("version").output()?;
        println!("{}", String::from_utf8_lossy(&version.stdout).trim());
    } else {
        println!("Go is not here: its rows are left out.");
    }
    Ok(clients)
}

/// One run; `rate_millis` is thousandths of an event a second for each stream, 0 for full speed.
fn run(
    client: &(String, Vec<String>),
    base: &str,
    n: usize,
    events: usize,
    rate_millis: usize,
) -> Result<Option<Figures>, Fail> {
    let (name, words) = client;
    let crlf = u8::from(name == "sdk-long");
    let base = format!("{base}/e{events}-r{rate_millis}-c{crlf}");
    let dash = if name.starts_with("go") { "-" } else { "--" };
    let mut line: Vec<String> = words.clone();
    line.extend([format!("{dash}base"), base, format!("{dash}n"), n.to_string()]);
    if rate_millis > 0 {
        line.push(format!("{dash}paced"));
    }
    // 5,000 streams need more descriptors than a shell gives.
    let quoted: Vec<String> = line.iter().map(|word| format!("'{word}'")).collect();
    let script = format!("ulimit -n 20000 2>/dev/null; exec {}", quoted.join(" "));
    let output = Command::new("sh").arg("-c").arg(script).stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let Some(mut figures) = text.lines().last().and_then(|line| serde_json::from_str::<Figures>(line).ok()) else {
        println!("{name} at {n}: no figures");
        return Ok(None);
    };
    figures.client.clone_from(name);
    figures.paced = rate_millis > 0;
    println!("{}", table::line(&figures));
    Ok(Some(figures))
}

/// The load in a process of its own, ended with this one.
struct Server {
    child: Child,
    base: String,
}

impl Server {
    fn start(me: &std::path::Path) -> Result<Self, Fail> {
        use std::io::{BufRead, BufReader};
        let script = format!("ulimit -n 20000 2>/dev/null; exec '{}' serve", me.display());
        let mut child =
            Command::new("sh").arg("-c").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        Ok(Self { child, base: line.trim().to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
