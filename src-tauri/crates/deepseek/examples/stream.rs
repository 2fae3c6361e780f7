//! An answer as it is written, with its reasoning: `DEEPSEEK_API_KEY=sk-… cargo run --example stream`.

use std::{error::Error, io::Write};

use futures_util::StreamExt;
use hadal_deepseek::{ApiKey, BaseUrl, ChatEvent, ChatRequest, Client, Effort, Message, Thinking};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = ApiKey::parse(&std::env::var("DEEPSEEK_API_KEY")?)?;
    let base = std::env::var("DEEPSEEK_BASE_URL").unwrap_or_else(|_| "https://api.deepseek.com".to_owned());
    let client = Client::builder().base_url(BaseUrl::parse(&base)?).build()?;
    run(&client, &key, &mut std::io::stdout()).await
}

/// Prints each piece as it comes. Dropping the stream would stop the answer at once.
pub(crate) async fn run(client: &Client, key: &ApiKey, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let request = ChatRequest::new("deepseek-flash", vec![Message::user("Why is the deep sea dark?")])
        .thinking(Thinking::Enabled(Effort::High));
    let mut answer = client.stream_chat(key, &request).await?;
    let mut thinking = true;
    while let Some(event) = answer.next().await {
        match event {
            Ok(ChatEvent::Reasoning(text)) => write!(out, "{text}")?,
            Ok(ChatEvent::Text(text)) => {
                if std::mem::take(&mut thinking) {
                    writeln!(out, "\n---")?;
                }
                write!(out, "{text}")?;
                out.flush()?;
            }
            Ok(ChatEvent::KeepAlive) => writeln!(out, "(waiting {} s)", answer.pulse().running.as_secs())?,
            Ok(ChatEvent::Finished(reason)) => writeln!(out, "\n({})", reason.as_str())?,
            Ok(_) => {}
            Err(error) => {
                // What was printed stays; the error says whether another try is worth it.
                writeln!(out, "\n({error}; try again: {})", error.is_retryable())?;
                return Err(error.into());
            }
        }
    }
    Ok(())
}
