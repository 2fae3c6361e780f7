//! The Rust clients: this one, the obvious one, and the leanest one without any tolerance.

use std::{borrow::Cow, time::Instant};

use eventsource_stream::Eventsource;
use futures_util::StreamExt;
use hadal_deepseek::{ApiKey, BaseUrl, ChatEvent, ChatRequest, Client, Message};
use serde::Deserialize;
use tokio::task::JoinSet;

use crate::{Fail, figures, figures::Figures, load::micros, option};

/// What one stream gave.
#[derive(Default)]
struct Taken {
    events: u64,
    bytes: u64,
    paced: bool,
    lags: Vec<Lag>,
}

/// One paced event: when it was in hand and how long that took, in microseconds.
#[derive(Clone, Copy)]
struct Lag {
    at: u64,
    lag: u64,
}

impl Taken {
    /// Counts a text; a paced one begins with the microsecond it was sent at.
    fn take(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.events += 1;
        self.bytes += text.len() as u64;
        if self.paced
            && let Some(sent) = text.get(..16).and_then(|digits| digits.parse::<u64>().ok())
        {
            let at = micros();
            self.lags.push(Lag { at, lag: at.saturating_sub(sent) });
        }
    }
}

/// Runs one client and prints its figures.
pub(crate) fn run(words: &[String]) -> Result<(), Fail> {
    let n: usize = option(words, "--n").unwrap_or("1").parse()?;
    let base = option(words, "--base").ok_or("--base is missing")?.to_owned();
    let style = option(words, "--style").unwrap_or("sdk").to_owned();
    let paced = words.iter().any(|word| word == "--paced");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (begun, begun_at) = (Instant::now(), micros());
    let (all, errors) = runtime.block_on(streams(n, &base, &style, paced))?;
    let wall_s = begun.elapsed().as_secs_f64();
    let (cpu_s, system_s, rss_mb) = figures::used();
    let rush_ends = all.iter().filter_map(|taken| taken.lags.first()).map(|first| first.at).max().unwrap_or(0);
    let lags = |from: u64| -> Vec<u64> {
        let mut lags: Vec<u64> =
            all.iter().flat_map(|taken| &taken.lags).filter(|lag| lag.at >= from).map(|lag| lag.lag).collect();
        lags.sort_unstable();
        lags
    };
    let (whole, settled) = (lags(0), lags(rush_ends));
    let figures = Figures {
        client: style,
        paced,
        n,
        events: all.iter().map(|taken| taken.events).sum(),
        bytes: all.iter().map(|taken| taken.bytes).sum(),
        wall_s,
        cpu_s,
        system_s,
        rss_mb,
        lag_p50_ms: percentile(&whole, 50),
        lag_p99_ms: percentile(&whole, 99),
        settled_p50_ms: percentile(&settled, 50),
        settled_p99_ms: percentile(&settled, 99),
        rush_s: millis(rush_ends.saturating_sub(begun_at)) / 1e3,
        errors,
    };
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}

/// Milliseconds at this percentage of sorted microseconds.
fn percentile(sorted: &[u64], percent: usize) -> f64 {
    millis(sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or(0))
}

fn millis(micros: u64) -> f64 {
    f64::from(u32::try_from(micros).unwrap_or(u32::MAX)) / 1e3
}

async fn streams(n: usize, base: &str, style: &str, paced: bool) -> Result<(Vec<Taken>, u64), Fail> {
    let mut tasks = JoinSet::new();
    if style.starts_with("sdk") {
        let client = Client::builder().base_url(BaseUrl::parse(base)?).build()?;
        let key = ApiKey::parse("sk-bench-000000000000")?;
        for _ in 0..n {
            let (client, key) = (client.clone(), key.clone());
            tasks.spawn(async move { sdk(client, key, paced).await });
        }
    } else {
        let client = reqwest::Client::builder().pool_max_idle_per_host(n).build()?;
        for _ in 0..n {
            let (client, url, lean) = (client.clone(), format!("{base}/chat/completions"), style == "lean");
            tasks.spawn(async move {
                let body = serde_json::json!({"model": "deepseek-flash", "stream": true, "messages": [{"role": "user", "content": "hello"}]});
                let response = client.post(url).bearer_auth("sk-bench-000000000000").json(&body).send().await?;
                if lean { lean_read(response, paced).await } else { obvious(response, paced).await }
            });
        }
    }
    let (mut all, mut errors) = (Vec::new(), 0);
    while let Some(done) = tasks.join_next().await {
        match done? {
            Ok(taken) => all.push(taken),
            Err(error) => {
                if errors == 0 {
                    eprintln!("{error}");
                }
                errors += 1;
            }
        }
    }
    Ok((all, errors))
}

/// This crate, with everything it tolerates.
async fn sdk(client: Client, key: ApiKey, paced: bool) -> Result<Taken, Fail> {
    let request = ChatRequest::new("deepseek-flash", vec![Message::user("hello")]);
    let mut taken = Taken { paced, ..Taken::default() };
    let mut whole = String::new();
    let mut answer = client.stream_chat(&key, &request).await?;
    while let Some(event) = answer.next().await {
        if let ChatEvent::Text(text) = event? {
            whole.push_str(&text);
            taken.take(&text);
        }
    }
    Ok(taken)
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "the obvious client reads every field")]
struct OwnedChunk {
    id: String,
    object: String,
    created: i64,
    model: String,
    system_fingerprint: Option<String>,
    choices: Vec<OwnedChoice>,
    usage: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "the obvious client reads every field")]
struct OwnedChoice {
    index: u32,
    delta: OwnedDelta,
    finish_reason: Option<String>,
    logprobs: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "the obvious client reads every field")]
struct OwnedDelta {
    role: Option<String>,
    content: Option<String>,
    reasoning_content: Option<String>,
}

/// reqwest, eventsource-stream, `serde_json`, no more.
async fn obvious(response: reqwest::Response, paced: bool) -> Result<Taken, Fail> {
    let mut taken = Taken { paced, ..Taken::default() };
    let mut whole = String::new();
    let mut events = response.bytes_stream().eventsource();
    while let Some(event) = events.next().await {
        let event = event?;
        if event.data == "[DONE]" {
            break;
        }
        let chunk: OwnedChunk = serde_json::from_str(&event.data)?;
        if let Some(choice) = chunk.choices.into_iter().next() {
            let text = choice.delta.content.unwrap_or_default();
            whole.push_str(&text);
            taken.take(&text);
        }
    }
    Ok(taken)
}

#[derive(Deserialize)]
struct LeanChunk<'a> {
    #[serde(borrow)]
    choices: Vec<LeanChoice<'a>>,
}

#[derive(Deserialize)]
struct LeanChoice<'a> {
    #[serde(borrow)]
    delta: LeanDelta<'a>,
}

#[derive(Deserialize)]
struct LeanDelta<'a> {
    #[serde(borrow)]
    content: Cow<'a, str>,
}

/// Lines by memchr, the one field that is needed, borrowed; anything unusual would break it.
async fn lean_read(mut response: reqwest::Response, paced: bool) -> Result<Taken, Fail> {
    let mut taken = Taken { paced, ..Taken::default() };
    let mut whole = String::new();
    let mut rest: Vec<u8> = Vec::new();
    while let Some(piece) = response.chunk().await? {
        let mut bytes: &[u8] = &piece;
        if !rest.is_empty() {
            let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
            rest.extend_from_slice(&bytes[..end]);
            bytes = &bytes[end..];
            if rest.ends_with(b"\n") {
                lean_line(&rest[..rest.len() - 1], &mut taken, &mut whole)?;
                rest.clear();
            }
        }
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            lean_line(&bytes[..end], &mut taken, &mut whole)?;
            bytes = &bytes[end + 1..];
        }
        rest.extend_from_slice(bytes);
    }
    Ok(taken)
}

fn lean_line(line: &[u8], taken: &mut Taken, whole: &mut String) -> Result<(), Fail> {
    let Some(data) = line.strip_prefix(b"data: ").filter(|data| *data != b"[DONE]") else { return Ok(()) };
    let chunk: LeanChunk<'_> = serde_json::from_slice(data)?;
    if let Some(choice) = chunk.choices.first() {
        whole.push_str(&choice.delta.content);
        taken.take(&choice.delta.content);
    }
    Ok(())
}
