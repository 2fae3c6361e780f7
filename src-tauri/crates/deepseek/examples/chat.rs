//! One question, one answer: `DEEPSEEK_API_KEY=sk-… cargo run --example chat`.

use std::{error::Error, io::Write};

use hadal_deepseek::{ApiKey, BaseUrl, ChatRequest, Client, Message};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = ApiKey::parse(&std::env::var("DEEPSEEK_API_KEY")?)?;
    let base = std::env::var("DEEPSEEK_BASE_URL").unwrap_or_else(|_| "https://api.deepseek.com".to_owned());
    let client = Client::builder().base_url(BaseUrl::parse(&base)?).build()?;
    run(&client, &key, &mut std::io::stdout()).await
}

/// Asks and prints the answer, and what it cost.
pub(crate) async fn run(client: &Client, key: &ApiKey, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let messages = vec![Message::system("Answer in one sentence."), Message::user("Why is the deep sea dark?")];
    let request = ChatRequest::new("deepseek-flash", messages);
    let reply = client.chat(key, &request).await?;
    writeln!(out, "{}", reply.content)?;
    if let Some(usage) = reply.usage {
        writeln!(out, "({} tokens in, {} out)", usage.prompt_tokens, usage.completion_tokens)?;
    }
    Ok(())
}
