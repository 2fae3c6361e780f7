//! `cargo xtask bench turns [CONVERSATIONS [TOKENS/S [SECONDS]]]`: so many conversations (200) that stream at such a pace
//! (100) for so long (60) through the real engine into the real history, over TCP from a simulator in a process of its own.
//! Nothing may be lost; told are the age of what is not on the disk yet, CPU and memory.
#![expect(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and its figures are for people"
)]

use hadal_backend::{Backend, Desk, Options};
use hadal_domain::{MessageId, Status};
use hadal_engine::{UpdateKind, Watched};
use hadal_secrets::Keychain;
use hadal_simulator::{Config, Script, Simulator, TEST_KEY};
use hadal_wire::{ThinkingWord, TurnStart};
use rusqlite::{Connection, OpenFlags, params};
use std::collections::HashMap;
use std::future::Future;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// As many as a window can show at once, and more.
const WATCHED: usize = 20;
const SAMPLE: Duration = Duration::from_millis(20);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.first().is_some_and(|word| word == "serve") {
        return serve();
    }
    let figure = |at: usize, or: usize| words.get(at).and_then(|word| word.parse().ok()).unwrap_or(or);
    let plan = Plan { conversations: figure(0, 200), rate: figure(1, 100), seconds: figure(2, 60) };
    tokio::runtime::Runtime::new().unwrap().block_on(run(&plan));
}

struct Plan {
    conversations: usize,
    rate: usize,
    seconds: usize,
}

/// The simulator, until nobody holds its standard input any more.
fn serve() {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let simulator = Simulator::start(Config::default()).await.unwrap();
        println!("{}", simulator.base_url());
        std::io::stdout().flush().unwrap();
        tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await.unwrap().unwrap();
        simulator.shutdown().await;
    });
}

async fn run(plan: &Plan) {
    let (simulator, base) = start_simulator();
    let dir = tempfile::tempdir().unwrap();
    let mut options = Options::new(dir.path().to_owned());
    options.keychain = Keychain::memory();
    options.environment_key = Some(TEST_KEY.to_owned());
    options.base_url = Some(base);
    let backend = Backend::start(options, Arc::new(NoDesk)).await.unwrap();
    let tokens = plan.rate * plan.seconds;
    println!("{} conversations, {} tokens/s each, {} s; load {}", plan.conversations, plan.rate, plan.seconds, load());
    let (cpu_before, served_before, begun) = (cpu_s("self"), cpu_s(&simulator.id().to_string()), Instant::now());
    let seen = Arc::new(Mutex::new(HashMap::new()));
    let (over, told) = tokio::sync::oneshot::channel();
    let sampler = tokio::task::spawn_blocking({
        let (database, seen) = (database(dir.path()), Arc::clone(&seen));
        move || sample(&database, &seen, told)
    });
    let mut watchers = JoinSet::new();
    // All at once: one that ends before the last begins would not run beside it.
    let ask = async |seed: usize| {
        let started = backend.turn_start(question(tokens, plan.rate, seed)).await.unwrap();
        (started.answer_id.parse::<MessageId>().unwrap(), seed)
    };
    let answers = futures_util::future::join_all((0..plan.conversations).map(ask)).await;
    for (id, _) in answers.iter().take(WATCHED) {
        watchers.spawn(watch(backend.clone(), *id, Arc::clone(&seen)));
    }
    let asked = begun.elapsed();
    let turns = backend.space().unwrap().turns;
    let mut memory = 0.0_f64;
    while turns.count() > 0 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        memory = memory.max(memory_mb());
    }
    let took = begun.elapsed();
    over.send(()).unwrap();
    let mut ages = sampler.await.unwrap();
    let (own, served) = (cpu_s("self") - cpu_before, cpu_s(&simulator.id().to_string()) - served_before);
    watchers.shutdown().await;
    let store = backend.space().unwrap().store;
    let (mut bytes, mut lost) = (0, 0);
    for (id, seed) in &answers {
        let row = store.message(*id).await.unwrap().unwrap();
        let whole = Script::generated(tokens, *seed as u64).answer_text();
        bytes += row.text.len();
        if row.status != Status::Done || row.text != whole {
            lost += 1;
        }
    }
    ages.sort_unstable();
    let at = |percent: usize| ages.get(ages.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default();
    println!(
        "asked within {:.1} s, all ended after {:.1} s; {:.1} MB of text",
        asked.as_secs_f64(),
        took.as_secs_f64(),
        bytes as f64 / 1e6
    );
    println!("answers that are not byte for byte what was sent: {lost}");
    println!(
        "age of what was shown and is not on the disk yet, {} samples of {WATCHED} answers: median {} ms, 99 % {} ms, most {} ms (goal 250)",
        ages.len(),
        at(50).as_millis(),
        at(99).as_millis(),
        at(100).as_millis()
    );
    let share = |cpu: f64| 100.0 * cpu / took.as_secs_f64();
    println!("CPU: {own:.1} s ({:.0} % of one core); the simulator {served:.1} s ({:.0} %)", share(own), share(served));
    println!("memory: {memory:.0} MB at most; load {}", load());
    backend.shutdown().await;
    assert_eq!(lost, 0, "something was lost");
}

fn question(tokens: usize, rate: usize, seed: usize) -> TurnStart {
    TurnStart {
        conversation_id: None,
        parent_id: None,
        text: format!("[[sim tokens={tokens} rate={rate} seed={seed} unlimited]] please"),
        model: "deepseek-flash".to_owned(),
        thinking: ThinkingWord::Off,
        parameters: None,
        pictures: Vec::new(),
        begin_with: None,
        client_id: uuid::Uuid::now_v7().to_string(),
    }
}

/// When each answer was shown up to which byte.
type Seen = Arc<Mutex<HashMap<MessageId, Vec<(u64, Instant)>>>>;

/// Looks on as a window does.
async fn watch(backend: Backend, id: MessageId, seen: Seen) {
    let Some(mut attached) = backend.space().unwrap().turns.attach(id, None) else { return };
    let mut bytes = attached.snapshot.take().map_or(0, |snapshot| snapshot.message.text.len() as u64);
    while let Some(watched) = attached.next().await {
        match watched {
            Watched::Snapshot(snapshot) => bytes = snapshot.message.text.len() as u64,
            Watched::Update(update) => {
                if let UpdateKind::Patch { answer_text, .. } = &update.kind {
                    bytes += answer_text.len() as u64;
                }
            }
        }
        seen.lock().unwrap().entry(id).or_default().push((bytes, Instant::now()));
    }
}

/// Looks into the file as another program would: what has been shown and is not in it, and for how long.
fn sample(database: &Path, seen: &Seen, mut over: tokio::sync::oneshot::Receiver<()>) -> Vec<Duration> {
    let db = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut on_disk = db
        .prepare("SELECT end_byte FROM tails WHERE message_id = ?1 AND kind = 'text' ORDER BY from_byte DESC LIMIT 1")
        .unwrap();
    let mut ages = Vec::new();
    while over.try_recv().is_err() {
        let ids: Vec<MessageId> = seen.lock().unwrap().keys().copied().collect();
        for id in ids {
            let saved: Option<i64> = on_disk.query_row(params![id.as_bytes().as_slice()], |row| row.get(0)).ok();
            let now = Instant::now();
            // Its tails are gone: it has ended, and the whole of it is in the file.
            let Some(saved) = saved.and_then(|end| u64::try_from(end).ok()) else { continue };
            let seen = seen.lock().unwrap();
            let waiting = seen.get(&id).and_then(|log| {
                let at = log.partition_point(|(bytes, _)| *bytes <= saved);
                log.get(at).map(|(_, at)| now.saturating_duration_since(*at))
            });
            ages.push(waiting.unwrap_or_default());
        }
        std::thread::sleep(SAMPLE);
    }
    ages
}

fn database(dir: &Path) -> PathBuf {
    let is_database = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "db");
    std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).find(is_database).unwrap()
}

fn start_simulator() -> (Served, String) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg("serve")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut base = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut base).unwrap();
    (Served(child), base.trim().to_owned())
}

/// The simulator's process; it goes with this.
struct Served(Child);

impl Served {
    fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// CPU seconds of a process, its threads included. Linux only; elsewhere 0.
fn cpu_s(process: &str) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default().to_owned();
    let ticks = |at: usize| after_name.split_whitespace().nth(at).and_then(|word| word.parse::<f64>().ok());
    (ticks(11).unwrap_or_default() + ticks(12).unwrap_or_default()) / 100.0
}

fn memory_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}

fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace().next().unwrap_or("unknown").to_owned()
}

struct NoDesk;

impl Desk for NoDesk {
    fn save_as(&self, _: String) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> {
        Box::pin(std::future::ready(None))
    }

    fn open_link(&self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn painted(&self) {}
}
