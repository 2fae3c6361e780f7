//! Terms as `MathML` Core.

use super::term::{Term, terms};
use ratex_parser::ParseNode;
use std::fmt::Write as _;

/// A `<math>` element; what has no counterpart is its source.
pub(super) fn written(nodes: &[ParseNode], display: bool, tex: &str) -> String {
    let mut out = String::from(if display { "<math display=\"block\">" } else { "<math>" });
    out.push_str("<semantics>");
    match terms(nodes) {
        Some(all) => element(&mut out, "mrow", &[&all]),
        None => leaf(&mut out, "mtext", tex),
    }
    out.push_str("<annotation encoding=\"application/x-tex\">");
    escape(&mut out, tex);
    out.push_str("</annotation></semantics></math>");
    out
}

fn element(out: &mut String, name: &str, parts: &[&Term]) {
    let _ = write!(out, "<{name}>");
    for part in parts {
        write(out, part);
    }
    let _ = write!(out, "</{name}>");
}

fn leaf(out: &mut String, name: &str, text: &str) {
    let _ = write!(out, "<{name}>");
    escape(out, text);
    let _ = write!(out, "</{name}>");
}

fn sign(out: &mut String, text: &str, attributes: &str) {
    let _ = write!(out, "<mo{attributes}>");
    escape(out, text);
    out.push_str("</mo>");
}

// Recursion is safe here: the parser bounds depth.
fn write(out: &mut String, term: &Term) {
    match term {
        Term::Row(all) => element(out, "mrow", &all.iter().collect::<Vec<_>>()),
        Term::Name { text, upright } if *upright && text.chars().count() == 1 => {
            out.push_str("<mi mathvariant=\"normal\">");
            escape(out, text);
            out.push_str("</mi>");
        }
        Term::Name { text, .. } => leaf(out, "mi", text),
        Term::Number(text) => leaf(out, "mn", text),
        Term::Sign { text, .. } => sign(out, text, if is_fence(text) { " stretchy=\"false\"" } else { "" }),
        Term::Words(text) => leaf(out, "mtext", text),
        Term::Space(em) => {
            let _ = write!(out, "<mspace width=\"{em:.3}em\"></mspace>");
        }
        Term::Fraction { over, under, bar } => {
            out.push_str(if *bar { "<mfrac>" } else { "<mfrac linethickness=\"0\">" });
            group(out, over);
            group(out, under);
            out.push_str("</mfrac>");
        }
        Term::Root { body, index: None } => element(out, "msqrt", &[body.as_ref()]),
        Term::Root { body, index: Some(index) } => grouped(out, "mroot", &[body, index]),
        Term::Scripts { base, sub, sup } => {
            around(out, ("msub", "msup", "msubsup"), base, sub.as_deref(), sup.as_deref());
        }
        Term::Limits { base, under, over } => {
            around(out, ("munder", "mover", "munderover"), base, under.as_deref(), over.as_deref());
        }
        Term::Large { sign, sub, sup, limits } => {
            let base = Term::Sign { text: sign.clone(), relation: false };
            let names = if *limits { ("munder", "mover", "munderover") } else { ("msub", "msup", "msubsup") };
            around(out, names, &base, sub.as_deref(), sup.as_deref());
        }
        Term::Fenced { open, body, close } => {
            out.push_str("<mrow>");
            if !open.is_empty() {
                sign(out, open, " fence=\"true\" form=\"prefix\"");
            }
            write(out, body);
            if !close.is_empty() {
                sign(out, close, " fence=\"true\" form=\"postfix\"");
            }
            out.push_str("</mrow>");
        }
        Term::Grid { rows, aligned } => grid(out, rows, *aligned),
        Term::Accent { base, sign: mark, under } => {
            let name = if *under { "munder" } else { "mover" };
            let _ = write!(out, "<{name} accent=\"true\">");
            group(out, base);
            sign(out, standing(*mark), "");
            let _ = write!(out, "</{name}>");
        }
        Term::Brace { base, over } => stretched(out, base, *over, if *over { "⏞" } else { "⏟" }),
        Term::Line { base, over } => stretched(out, base, *over, if *over { "‾" } else { "_" }),
        Term::Boxed(body) => {
            out.push_str("<mrow class=\"boxed\">");
            write(out, body);
            out.push_str("</mrow>");
        }
        Term::Hidden(body) => element(out, "mphantom", &[body.as_ref()]),
    }
}

fn group(out: &mut String, term: &Term) {
    element(out, "mrow", &[term]);
}

fn grouped(out: &mut String, name: &str, parts: &[&Term]) {
    let _ = write!(out, "<{name}>");
    for part in parts {
        group(out, part);
    }
    let _ = write!(out, "</{name}>");
}

fn around(out: &mut String, names: (&str, &str, &str), base: &Term, low: Option<&Term>, high: Option<&Term>) {
    match (low, high) {
        (Some(low), Some(high)) => grouped(out, names.2, &[base, low, high]),
        (Some(low), None) => grouped(out, names.0, &[base, low]),
        (None, Some(high)) => grouped(out, names.1, &[base, high]),
        (None, None) => group(out, base),
    }
}

fn grid(out: &mut String, rows: &[Vec<Term>], aligned: bool) {
    out.push_str(if aligned { "<mtable class=\"aligned\">" } else { "<mtable>" });
    for row in rows {
        out.push_str("<mtr>");
        for cell in row {
            element(out, "mtd", &[cell]);
        }
        out.push_str("</mtr>");
    }
    out.push_str("</mtable>");
}

fn stretched(out: &mut String, base: &Term, over: bool, with: &str) {
    let name = if over { "mover" } else { "munder" };
    let _ = write!(out, "<{name}>");
    group(out, base);
    sign(out, with, " stretchy=\"true\"");
    let _ = write!(out, "</{name}>");
}

/// The accent as a character of its own.
const fn standing(mark: char) -> &'static str {
    match mark {
        '\u{302}' => "^",
        '\u{303}' => "~",
        '\u{304}' => "¯",
        '\u{20d7}' => "→",
        '\u{20d6}' => "←",
        '\u{307}' => "˙",
        '\u{308}' => "¨",
        '\u{30c}' => "ˇ",
        '\u{306}' => "˘",
        '\u{301}' => "´",
        '\u{300}' => "`",
        '\u{30a}' => "˚",
        _ => "⃛",
    }
}

fn is_fence(text: &str) -> bool {
    matches!(text, "(" | ")" | "[" | "]" | "{" | "}" | "|" | "‖" | "⟨" | "⟩")
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
}
