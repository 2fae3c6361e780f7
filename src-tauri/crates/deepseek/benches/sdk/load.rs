//! The load: a server that sends prepared bytes and does little else, so that the clients are what is measured.
//!
//! The path says what to send: `/e400000-r0/chat/completions` is 400,000 events as fast as they are taken;
//! `r5000` is five a second for this stream, each with the microsecond it was sent at in front of its text;
//! `c1` ends lines with CR LF.

use std::{
    fmt::Write,
    io::Write as _,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{Instant, sleep_until},
};

use crate::Fail;

/// Events in one prepared block of about 17 KB.
const BLOCK: usize = 64;
const HEAD: &str = "HTTP/1.1 200 OK\r\nserver: openresty\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\nx-ds-trace-id: 0123456789abcdef\r\ntransfer-encoding: chunked\r\n\r\n";
/// Tokens as a model sends them: words, line ends, Chinese, quotes.
const TOKENS: [&str; 16] = [
    " the",
    " deep",
    " sea",
    ",",
    " and",
    "\\n\\n",
    "深海",
    "是",
    " `code`",
    " \\\"quoted\\\"",
    "1",
    ".",
    "## ",
    " pressure",
    "😀",
    " x = 3",
];

/// Serves until standard input ends.
pub(crate) fn serve() -> Result<(), Fail> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = bind()?;
        println!("http://{}", listener.local_addr()?);
        std::io::stdout().flush()?;
        let events: String = (0..BLOCK).map(|number| event(TOKENS[number % TOKENS.len()])).collect();
        let blocks = Arc::new([framed(&events), framed(&events.replace('\n', "\r\n"))].map(Bytes::from));
        let mut tasks = JoinSet::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => {
                    if let Ok((socket, _)) = accepted {
                        let blocks = Arc::clone(&blocks);
                        tasks.spawn(async move { answer(socket, &blocks).await.unwrap_or_default() });
                    }
                }
                Some(_) = tasks.join_next() => {}
            }
        }
    })
}

/// A backlog for thousands of clients that come at once.
fn bind() -> Result<TcpListener, Fail> {
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.bind("127.0.0.1:0".parse()?)?;
    Ok(socket.listen(8_192)?)
}

async fn answer(mut socket: TcpStream, blocks: &[Bytes; 2]) -> Result<(), Fail> {
    socket.set_nodelay(true)?;
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    // A connection may be used again.
    loop {
        let Some(end) = head_end(&request) else {
            match socket.read(&mut piece).await? {
                0 => return Ok(()),
                count => request.extend_from_slice(&piece[..count]),
            }
            continue;
        };
        let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok()).unwrap_or(0);
        if request.len() < end + length {
            match socket.read(&mut piece).await? {
                0 => return Ok(()),
                count => request.extend_from_slice(&piece[..count]),
            }
            continue;
        }
        let number = |letter: char| {
            let path = head.split(' ').nth(1).unwrap_or_default();
            let words = path.trim_start_matches('/').split(['/', '-']);
            words.into_iter().find_map(|word| word.strip_prefix(letter)?.parse::<usize>().ok()).unwrap_or(0)
        };
        let (events, rate, block) = (number('e'), number('r'), &blocks[number('c').min(1)]);
        request.drain(..end + length);
        socket.write_all(HEAD.as_bytes()).await?;
        if rate == 0 {
            blast(&mut socket, block, events).await?;
        } else {
            pace(&mut socket, events, rate).await?;
        }
        let end = format!("{}data: [DONE]\n\n", finish());
        socket.write_all(framed(&end).as_bytes()).await?;
        socket.write_all(b"0\r\n\r\n").await?;
    }
}

async fn blast(socket: &mut TcpStream, block: &Bytes, events: usize) -> Result<(), Fail> {
    for _ in 0..events / BLOCK {
        socket.write_all(block).await?;
    }
    let rest: String = (0..events % BLOCK).map(|number| event(TOKENS[number % TOKENS.len()])).collect();
    if !rest.is_empty() {
        socket.write_all(framed(&rest).as_bytes()).await?;
    }
    Ok(())
}

async fn pace(socket: &mut TcpStream, events: usize, rate_millis: usize) -> Result<(), Fail> {
    let gap = Duration::from_secs(1_000) / u32::try_from(rate_millis)?;
    // Streams begin at different moments of the gap, or all would send at once.
    let phase = u32::from(socket.peer_addr()?.port()) % 1_000;
    let start = Instant::now() + gap * phase / 1_000;
    for number in 0..events {
        sleep_until(start + gap * u32::try_from(number)?).await;
        let text = format!("{:016}{}", micros(), TOKENS[number % TOKENS.len()]);
        socket.write_all(framed(&event(&text)).as_bytes()).await?;
    }
    Ok(())
}

/// Microseconds since 1970: the one clock that two processes share.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
pub(crate) fn micros() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or_default()
}

fn head_end(request: &[u8]) -> Option<usize> {
    request.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

fn framed(body: &str) -> String {
    let mut out = String::with_capacity(body.len() + 16);
    let _ = write!(out, "{:x}\r\n{body}\r\n", body.len());
    out
}

/// A chunk in the shape and key order of recorded replies.
fn event(text: &str) -> String {
    chunk(&format!("{{\"content\":\"{text}\",\"reasoning_content\":null}}"), "null", "null")
}

fn finish() -> String {
    chunk(
        "{\"content\":\"\",\"reasoning_content\":null}",
        "\"stop\"",
        "{\"prompt_tokens\":18,\"completion_tokens\":345,\"total_tokens\":363,\"prompt_cache_hit_tokens\":0,\"prompt_cache_miss_tokens\":18}",
    )
}

fn chunk(delta: &str, finish: &str, usage: &str) -> String {
    format!(
        "data: {{\"id\":\"3f0f1f43-5c1d-4f6c-9d43-1f2b1d6f7a11\",\"object\":\"chat.completion.chunk\",\"created\":1763805600,\"model\":\"deepseek-flash\",\"system_fingerprint\":\"fp_ffc7281d48_prod0820_fp8_kvcache\",\"choices\":[{{\"index\":0,\"delta\":{delta},\"logprobs\":null,\"finish_reason\":{finish}}}],\"usage\":{usage}}}\n\n"
    )
}
