//! The examples of the `CommonMark` specification and of GFM's extensions, through our tree to HTML.
//!
//! Every example whose HTML is not the specification's stands in SPEC.md with the reason; the list is exact.
#![expect(clippy::format_collect, reason = "the texts of tests are written to be read")]

use std::fmt::Write as _;

use hadal_markdown::{NoPaint, html, parse};

const SPEC: &str = include_str!("../fixtures/commonmark-0.31.2.txt");
const GFM: &str = include_str!("../fixtures/gfm-0.29-extensions.txt");
const LISTED: &str = include_str!("../../SPEC.md");
const FENCE: &str = "````````````````````````````````";

struct Example {
    number: usize,
    section: String,
    text: String,
    html: String,
}

fn examples(spec: &str) -> Vec<Example> {
    let (mut out, mut section) = (Vec::new(), String::new());
    let mut lines = spec.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ").or_else(|| line.strip_prefix("### ")) {
            title.clone_into(&mut section);
        }
        if !line.starts_with(&format!("{FENCE} example")) {
            continue;
        }
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != FENCE).collect();
        let at = body.iter().position(|line| *line == ".").unwrap();
        let join =
            |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>().replace('\u{2192}', "\t");
        out.push(Example {
            number: out.len() + 1,
            section: section.clone(),
            text: join(body.get(..at).unwrap()),
            html: join(body.get(at + 1..).unwrap()),
        });
    }
    out
}

/// Tags and text apart; white space between tags and entities that mean the same are no difference.
fn plain(html: &str) -> String {
    let html = html
        .replace(" rel=\"noopener noreferrer nofollow\"", "")
        .replace(" />", ">")
        .replace("type=\"checkbox\" disabled=\"\" checked=\"\"", "checked=\"\" disabled=\"\" type=\"checkbox\"")
        .replace("type=\"checkbox\" disabled=\"\"", "disabled=\"\" type=\"checkbox\"")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}");
    let mut out = String::new();
    for line in html.lines() {
        out.push_str(if html.contains("<pre") { line } else { line.trim() });
        out.push('\n');
    }
    for tag in ["p", "li", "ul", "ol", "blockquote", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6"] {
        for tag in [format!("<{tag}>"), format!("</{tag}>")] {
            out = out.replace(&format!("\n{tag}"), &tag).replace(&format!("{tag}\n"), &tag);
        }
    }
    out.replace("<ol start", "\n<ol start").replace("\n\n<ol", "\n<ol").trim().replace(">\n<", "><")
}

/// Only the words: no tags, entities resolved, no white space.
fn words(html: &str) -> String {
    let html = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    html.chars().filter(|c| !c.is_whitespace()).collect()
}

fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    words(&out)
}

/// Why an example may differ; `None`: nothing explains it.
fn reason(example: &Example, ours: &str) -> Option<&'static str> {
    let theirs = &example.html;
    let same_words = without_tags(theirs) == without_tags(ours);
    let secure = theirs.replace("\"http://www.", "\"https://www.");
    let is_extension = example.section.ends_with("(extension)");
    if is_extension && plain(&secure).replace("/\">", "\">") == plain(ours).replace("/\">", "\">") {
        return Some("`www.` leads to https, and an address is normalised");
    }
    if example.section == "Strikethrough (extension)" && without_tags(theirs) == without_tags(ours).replace('~', "") {
        return Some("a single tilde is text: `3~5` is how ranges are written in Chinese");
    }
    if is_extension && same_words && theirs.contains("mailto:") {
        return Some("a bare mail address is text");
    }
    if theirs.contains("<img") {
        return Some("a picture is never fetched: its description stands there");
    }
    if same_words && theirs.contains("<a href") {
        return Some(
            "an address that is not http, https or mailto is no link, others are normalised, titles are dropped",
        );
    }
    let raw = words(theirs).replace("<p>", "").replace("</p>", "");
    let text =
        words(ours).replace("<p>", "").replace("</p>", "").replace("<preclass=\"raw-html\">", "").replace("</pre>", "");
    let raw_html = matches!(example.section.as_str(), "HTML blocks" | "Raw HTML") || raw.replace("</pre>", "") == text;
    if raw_html {
        return Some("raw HTML is text");
    }
    if example.text.contains("://") || example.text.contains("www.") {
        return Some("a bare address is a link, as in GFM");
    }
    if example.section == "Backslash escapes" {
        return Some("a backslash and a bracket open and close a formula");
    }
    if theirs.contains("class=\"language-") {
        return Some("the name of a language has letters, digits and + # . _ - only");
    }
    None
}

/// The examples that differ, as rows of SPEC.md.
fn differing(examples: &[Example]) -> String {
    let mut found = String::new();
    for example in examples {
        let ours = html(&parse(&example.text), &NoPaint);
        if plain(&ours) != plain(&example.html) {
            let reason = reason(example, &ours).unwrap_or("not explained");
            writeln!(found, "| {} | {} | {reason} |", example.number, example.section).unwrap();
            if reason == "not explained" {
                println!("{}\nis not\n{}", plain(&ours), plain(&example.html));
            }
        }
    }
    println!("{} of {} examples as they stand there", examples.len() - found.lines().count(), examples.len());
    found
}

fn judge(spec: &str, listed: &str, count: usize) {
    let examples = examples(spec);
    assert_eq!(examples.len(), count, "all of them were read");
    let found = differing(&examples);
    let listed: String = listed
        .lines()
        .filter(|line| line.starts_with("| ") && line.as_bytes().get(2).is_some_and(u8::is_ascii_digit))
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(!found.contains("not explained"), "{found}");
    assert!(listed == found, "SPEC.md lists others; now it is\n{found}");
}

#[test]
fn what_differs_from_the_specification_is_listed_with_its_reason() {
    let (commonmark, _) = LISTED.split_once("\n# ").unwrap();
    judge(SPEC, commonmark, 652);
}

#[test]
fn what_differs_from_the_extensions_of_gfm_is_listed_with_its_reason() {
    let (_, gfm) = LISTED.split_once("\n# ").unwrap();
    judge(GFM, gfm, 26);
}
