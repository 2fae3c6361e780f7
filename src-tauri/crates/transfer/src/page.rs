//! A conversation as one HTML file that loads nothing: light and dark, for the screen and for paper.
//!
//! The texts go through `hadal_markdown`, its two fences included. The file brings a policy of its own that allows its
//! one stylesheet, by hash, and nothing else: should a text ever break out, it runs nothing and fetches nothing.

use crate::ExportOptions;
use crate::choice::{chosen, total_cost};
use crate::plain::{heading, note};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use hadal_domain::{Conversation, Message, Role, TreeError};
use hadal_markdown::{Paint, html, parse, turns_lines};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

const STYLE: &str = include_str!("page.css");

/// A conversation as a page. `paint` knows the colours of code.
///
/// # Errors
/// [`TreeError`] when the messages are not a tree with the shown leaf in it.
pub fn page(
    conversation: &Conversation,
    messages: &[Message],
    options: ExportOptions,
    paint: &dyn Paint,
) -> Result<String, TreeError> {
    let chosen = chosen(conversation, messages, options)?;
    let title = escaped(&conversation.title);
    let mut out = format!(
        "<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1 dir=\"auto\">{title}</h1>\n",
        policy()
    );
    if let Some(total) = total_cost(&chosen.all(), options) {
        let _ = writeln!(out, "<p class=\"note\">Cost: {total}</p>");
    }
    if options.instructions && !conversation.parameters.system.is_empty() {
        let text = escaped(&conversation.parameters.system);
        let _ = writeln!(
            out,
            "<article class=\"system\">\n<header>Instructions</header>\n<div class=\"typed\" dir=\"auto\">{text}</div>\n</article>"
        );
    }
    for message in &chosen.shown {
        turn(&mut out, message, options, paint);
    }
    if !chosen.others.is_empty() {
        out.push_str("<section class=\"others\">\n<h2>Other versions</h2>\n");
        for message in &chosen.others {
            turn(&mut out, message, options, paint);
        }
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    Ok(out)
}

fn turn(out: &mut String, message: &Message, options: ExportOptions, paint: &dyn Paint) {
    let role = message.role.word();
    let _ = writeln!(out, "<article class=\"{role}\">\n<header>{}</header>", escaped(&heading(message, options)));
    if options.reasoning && !message.reasoning.is_empty() {
        out.push_str("<details>\n<summary>Thinking</summary>\n<div dir=\"auto\">");
        out.push_str(&html(&parse(&message.reasoning), paint));
        out.push_str("</div>\n</details>\n");
    }
    if message.role == Role::User {
        // What a person typed is shown as it was typed.
        let _ = writeln!(out, "<div class=\"typed\" dir=\"auto\">{}</div>", escaped(&message.text));
    } else {
        let _ = writeln!(out, "<div dir=\"auto\">{}</div>", html(&parse(&message.text), paint));
    }
    if let Some(note) = note(message) {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", escaped(&note));
    }
    out.push_str("</article>\n");
}

/// Nothing but this stylesheet. Source: CSP level 3, 2.3.1 (hash-source), read 2026-11-22.
fn policy() -> String {
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

/// Text as text, wherever in the page; what cannot be seen or turns the line is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || turns_lines(c) => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stylesheet_loads_nothing_and_cannot_end_early() {
        assert!(!STYLE.contains('<') && !STYLE.contains("url(") && !STYLE.contains("@import"));
    }
}
