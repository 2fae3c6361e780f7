//! Title requests: a client's side job that must not eat the script of the answer.

use crate::request::{ChatRequest, Role};

/// The largest `max_tokens` with which a request can be one for a title.
const LIMIT: i64 = 128;

/// The longest title, in characters.
const LENGTH: usize = 40;

/// Thinking off, few tokens, and some message speaks of a title.
pub(crate) fn is_asked(request: &ChatRequest) -> bool {
    let short = request.max_tokens.is_some_and(|limit| limit <= LIMIT);
    short && !request.thinks() && request.messages.iter().any(|message| names_it(&message.text()))
}

fn names_it(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains("title") || text.contains("标题")
}

/// A title for the conversation that the request shows.
pub(crate) fn of(request: &ChatRequest) -> String {
    let users = request.messages.iter().filter(|message| message.role == Role::User);
    let texts: Vec<String> = users.map(crate::request::Message::text).collect();
    let told = texts.iter().find(|text| !names_it(text)).or_else(|| texts.last());
    let told = crate::marker::without(told.map(String::as_str).unwrap_or_default());
    match told.trim().to_lowercase().trim_end_matches(['.', '!', '！', '。']) {
        "" | "hi" | "hello" | "hey" => "A first hello".to_owned(),
        "你好" | "您好" | "嗨" => "初次见面".to_owned(),
        _ => shortened(&told),
    }
}

/// The first words of the first line that says something.
fn shortened(text: &str) -> String {
    let mut lines = text.lines().map(plain).filter(|line| !line.is_empty() && !names_it(line));
    let line = lines.next().unwrap_or_else(|| "New conversation".to_owned());
    let mut title = String::new();
    for word in line.split_inclusive(' ') {
        if title.chars().count() + word.chars().count() > LENGTH {
            break;
        }
        title.push_str(word);
    }
    if title.is_empty() {
        // One long word, or a language without spaces.
        title = line.chars().take(LENGTH / 2).collect();
    }
    title.trim_end_matches([' ', '.', '。', '?', '？', '!', '！', ',', '，', ':', '：']).to_owned()
}

/// A line without a speaker's name or Markdown signs.
fn plain(line: &str) -> String {
    let line = line.trim();
    let line = ["User:", "user:", "用户：", "用户:", "Q:"]
        .iter()
        .find_map(|speaker| line.strip_prefix(speaker))
        .unwrap_or(line);
    let line = line.trim_matches(|sign: char| sign.is_whitespace() || "#*`\"“”>-".contains(sign));
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_first_words_without_signs() {
        assert_eq!(shortened("## Where do eels go in winter, and why?\nmore"), "Where do eels go in winter, and why");
        assert_eq!(shortened("User: hello there."), "hello there");
        assert_eq!(shortened("鳗鱼冬天去哪里？"), "鳗鱼冬天去哪里");
        assert_eq!(shortened(""), "New conversation");
    }
}
