//! `cargo xtask bench markdown [--quick]`: what a growing answer costs, a thousand tokens at its beginning and at its
//! end, beside a parser that reads the whole answer again at every frame.
//!
//! Mixed text comes 16 characters a patch, four of which are a token. The time is what this thread computed (`/proc`,
//! Linux only), so that a busy machine changes little; short answers are repeated until there is something to measure.

#![expect(clippy::cast_precision_loss, reason = "figures for people: no count here is near 2^52")]

use std::process::ExitCode;
use std::time::Duration;

use hadal_markdown::Stream;
use pulldown_cmark::{Options, Parser};

const ANSWER: &str = include_str!("../tests/markdown/answer.md");
const TOKEN: usize = 4;
const PATCH: usize = 16;
const LENGTHS: [usize; 3] = [2_000, 20_000, 100_000];
/// Prefixes that stand for all the frames of the parser that starts anew.
const SAMPLES: usize = 24;
/// What a thousand tokens of the longest answer may cost, of those of the shortest.
const GOAL: f64 = 1.3;

fn main() -> ExitCode {
    let quick = std::env::args().any(|word| word == "--quick");
    if computed().is_none() {
        eprintln!("This benchmark reads the time a thread computed from /proc, which is not there.");
        return ExitCode::FAILURE;
    }
    let texts = LENGTHS.map(|tokens| (tokens, text(tokens)));
    let rounds = if quick { 1 } else { 5 };
    let mut grown = [const { Vec::new() }; 3];
    // In turn, so that what else the machine does meets all lengths alike.
    for _ in 0..rounds {
        for ((tokens, text), costs) in texts.iter().zip(&mut grown) {
            costs.push(per_thousand(*tokens, stream(text)));
        }
    }
    println!("CPU time a 1,000 tokens, {PATCH} characters a patch; load {}", load());
    println!("{:>9}  {:>11}  {:>17}  {:>6}", "tokens", "Hadal", "all again (est.)", "ratio");
    let mut own = Vec::new();
    for ((tokens, text), costs) in texts.iter().zip(&mut grown) {
        costs.sort_by(f64::total_cmp);
        let median = costs.get(costs.len() / 2).copied().unwrap_or_default();
        let anew = per_thousand(*tokens, anew(text));
        println!("{tokens:>9}  {median:>8.3} ms  {anew:>14.1} ms  {:>5.1}x", anew / median);
        own.push(median);
    }
    let (Some(first), Some(last)) = (own.first(), own.last()) else { return ExitCode::FAILURE };
    let ratio = last / first;
    let verdict = if ratio <= GOAL { "PASS" } else { "MISS" };
    println!("{verdict}: 1,000 tokens at 100,000 cost {ratio:.2}x of those at 2,000 (goal {GOAL}x)");
    ExitCode::SUCCESS
}

/// So many tokens of headings, lists, code, formulas and tables; each section has a number of its own.
fn text(tokens: usize) -> String {
    let sections = (0..).map(|number| format!("## Part {number}\n\n{ANSWER}\n\n"));
    let mut out = String::new();
    for section in sections {
        out.push_str(&section);
        if out.chars().count() >= tokens * TOKEN {
            break;
        }
    }
    out.chars().take(tokens * TOKEN).collect()
}

/// The time of one answer from its first patch to its end.
fn stream(text: &str) -> Duration {
    let chars: Vec<char> = text.chars().collect();
    let pieces: Vec<String> = chars.chunks(PATCH).map(|piece| piece.iter().collect()).collect();
    measured(|| {
        let mut stream = Stream::new();
        for piece in &pieces {
            stream.push(piece);
            std::hint::black_box(stream.patch());
        }
        std::hint::black_box(stream.finish());
    })
}

/// The time of reading the whole answer at every frame, estimated from prefixes at even distances.
fn anew(text: &str) -> Duration {
    let frames = text.chars().count().div_ceil(PATCH);
    let ends = (1..=SAMPLES).filter_map(|sample| {
        let at = text.chars().count() * (2 * sample - 1) / (2 * SAMPLES);
        text.char_indices().nth(at).map(|(end, _)| end)
    });
    let prefixes: Vec<&str> = ends.filter_map(|end| text.get(..end)).collect();
    let total = measured(|| {
        for prefix in &prefixes {
            std::hint::black_box(Parser::new_ext(prefix, Options::all()).count());
        }
    });
    total.mul_f64(frames as f64 / prefixes.len().max(1) as f64)
}

/// The time of one turn, from enough of them to be measured.
fn measured(mut turn: impl FnMut()) -> Duration {
    let begun = computed().unwrap_or_default();
    for turns in 1_u32.. {
        turn();
        let spent = computed().unwrap_or_default().saturating_sub(begun);
        if spent >= Duration::from_millis(400) {
            return spent / turns;
        }
    }
    Duration::ZERO
}

fn per_thousand(tokens: usize, time: Duration) -> f64 {
    time.as_secs_f64() * 1e3 / (tokens as f64 / 1e3)
}

/// What this thread computed so far.
fn computed() -> Option<Duration> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(line.split(' ').next()?.parse().ok()?))
}

fn load() -> String {
    let line = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    line.split(' ').next().unwrap_or("unknown").to_owned()
}
