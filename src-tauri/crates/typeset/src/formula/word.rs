//! Terms as the equations of Word. Source: ECMA-376, part 1, 22.1 (Office Math Markup Language), read 2026-11-22.

use super::paired::paired;
use super::term::{Term, terms};
use crate::word::escape;
use ratex_parser::ParseNode;
use std::fmt::Write as _;

/// More lines under one another than these go on in a next equation: no page end parts one, and what is too tall is cut.
const ROWS_MAX: usize = 20;

/// `m:oMath` elements, one under the other; `None` when something has no counterpart.
pub(super) fn written(nodes: &[ParseNode]) -> Option<Vec<String>> {
    let all = match paired(terms(nodes)?) {
        Term::Grid { rows, aligned } if rows.len() > ROWS_MAX => {
            rows.chunks(ROWS_MAX).map(|rows| Term::Grid { rows: rows.to_vec(), aligned }).collect()
        }
        one => vec![one],
    };
    let equation = |term: &Term| {
        let mut out = String::from("<m:oMath>");
        content(&mut out, term);
        out.push_str("</m:oMath>");
        out
    };
    Some(all.iter().map(equation).collect())
}

fn within(out: &mut String, name: &str, term: &Term) {
    let _ = write!(out, "<m:{name}>");
    content(out, term);
    let _ = write!(out, "</m:{name}>");
}

fn within_if(out: &mut String, name: &str, term: Option<&Term>) {
    match term {
        Some(term) => within(out, name, term),
        None => {
            let _ = write!(out, "<m:{name}/>");
        }
    }
}

/// A run of characters in the font of equations.
fn run(out: &mut String, text: &str, properties: &str) {
    let _ = write!(
        out,
        "<m:r>{properties}<w:rPr><w:rFonts w:ascii=\"Cambria Math\" w:hAnsi=\"Cambria Math\"/></w:rPr><m:t xml:space=\"preserve\">"
    );
    escape(out, text);
    out.push_str("</m:t></m:r>");
}

/// A term that fills a place: an empty place would show a box.
fn content(out: &mut String, term: &Term) {
    match term {
        Term::Row(all) if all.is_empty() => run(out, "\u{200b}", WORDS),
        Term::Row(all) => write_row(out, all),
        one => write_row(out, std::slice::from_ref(one)),
    }
}

const UPRIGHT: &str = "<m:rPr><m:sty m:val=\"p\"/></m:rPr>";
const WORDS: &str = "<m:rPr><m:nor/></m:rPr>";

// Recursion is safe here: the parser bounds depth.
fn write(out: &mut String, term: &Term) {
    match term {
        Term::Row(all) => write_row(out, all),
        // Several letters are a word; some readers slant what is not marked as one.
        Term::Name { text, upright } if *upright && text.chars().nth(1).is_some() => run(out, text, WORDS),
        // Other readers have meanings of their own for these.
        Term::Sign { text, .. } if text.contains(['|', '%', '#', '&', '~', '^', '_', '"', '@']) => {
            run(out, text, WORDS);
        }
        Term::Name { text, upright: true } | Term::Number(text) | Term::Sign { text, .. } => run(out, text, UPRIGHT),
        Term::Name { text, .. } => run(out, text, ""),
        Term::Words(text) => run(out, text, WORDS),
        Term::Space(em) if *em >= 0.9 => run(out, "\u{2003}", WORDS),
        Term::Space(em) if *em > 0.2 => run(out, "\u{2005}", WORDS),
        Term::Space(em) if *em > 0.0 => run(out, "\u{2009}", WORDS),
        Term::Space(_) => {}
        Term::Fraction { over, under, bar } => {
            out.push_str("<m:f>");
            if !bar {
                out.push_str("<m:fPr><m:type m:val=\"noBar\"/></m:fPr>");
            }
            within(out, "num", over);
            within(out, "den", under);
            out.push_str("</m:f>");
        }
        Term::Root { body, index } => {
            out.push_str("<m:rad>");
            if index.is_none() {
                out.push_str("<m:radPr><m:degHide m:val=\"1\"/></m:radPr>");
            }
            within_if(out, "deg", index.as_deref());
            within(out, "e", body);
            out.push_str("</m:rad>");
        }
        Term::Scripts { base, sub, sup } => {
            let name = match (sub, sup) {
                (Some(_), Some(_)) => "sSubSup",
                (Some(_), None) => "sSub",
                (None, Some(_)) => "sSup",
                (None, None) => return write(out, base),
            };
            let _ = write!(out, "<m:{name}>");
            within(out, "e", base);
            if let Some(sub) = sub {
                within(out, "sub", sub);
            }
            if let Some(sup) = sup {
                within(out, "sup", sup);
            }
            let _ = write!(out, "</m:{name}>");
        }
        Term::Limits { base, under, over } => limits(out, base, under.as_deref(), over.as_deref()),
        Term::Large { .. } => large(out, term, None),
        Term::Fenced { open, body, close } => {
            out.push_str("<m:d><m:dPr><m:begChr m:val=\"");
            escape(out, open);
            out.push_str("\"/><m:endChr m:val=\"");
            escape(out, close);
            out.push_str("\"/></m:dPr>");
            within(out, "e", body);
            out.push_str("</m:d>");
        }
        Term::Grid { rows, aligned } => grid(out, rows, *aligned),
        Term::Accent { base, sign, under: false } => {
            let _ = write!(out, "<m:acc><m:accPr><m:chr m:val=\"{sign}\"/></m:accPr>");
            within(out, "e", base);
            out.push_str("</m:acc>");
        }
        Term::Accent { base, .. } => line(out, base, false),
        Term::Brace { base, over } => {
            let (sign, place) = if *over { ("⏞", "top") } else { ("⏟", "bot") };
            let _ = write!(
                out,
                "<m:groupChr><m:groupChrPr><m:chr m:val=\"{sign}\"/><m:pos m:val=\"{place}\"/></m:groupChrPr>"
            );
            within(out, "e", base);
            out.push_str("</m:groupChr>");
        }
        Term::Line { base, over } => line(out, base, *over),
        Term::Boxed(body) => {
            out.push_str("<m:borderBox>");
            within(out, "e", body);
            out.push_str("</m:borderBox>");
        }
        Term::Struck { body, strokes } => struck(out, body, strokes),
        Term::Hidden(body) => {
            out.push_str("<m:phant><m:phantPr><m:show m:val=\"0\"/></m:phantPr>");
            within(out, "e", body);
            out.push_str("</m:phant>");
        }
    }
}

/// A box without sides, and the lines across it.
fn struck(out: &mut String, body: &Term, strokes: &str) {
    out.push_str("<m:borderBox><m:borderBoxPr>");
    let sides = ["hideTop", "hideBot", "hideLeft", "hideRight"];
    let lines: &[&str] = match strokes {
        "H" => &["strikeH"],
        "BLTR" => &["strikeBLTR"],
        "TLBR" => &["strikeTLBR"],
        _ => &["strikeBLTR", "strikeTLBR"],
    };
    for property in sides.iter().chain(lines) {
        let _ = write!(out, "<m:{property} m:val=\"1\"/>");
    }
    out.push_str("</m:borderBoxPr>");
    within(out, "e", body);
    out.push_str("</m:borderBox>");
}

/// Large operators, limits and functions take what follows as their operand, as Word has it: a large operator without
/// one shows an empty box, and readers bind `lim` too tightly to a fraction.
fn write_row(out: &mut String, all: &[Term]) {
    // A relation wants something before it and behind it, as does a sum; a sign in front of a number does not.
    let stands_first =
        |term: &Term| matches!(term, Term::Sign { text, relation: true } if !"+−±∓".contains(text.as_str()));
    if all.len() > 1 && all.first().is_some_and(stands_first) {
        run(out, "\u{200a}", WORDS);
    }
    let mut rest = all;
    while let Some((first, after)) = rest.split_first() {
        if let (Term::Sign { text, relation: true }, []) = (first, after) {
            run(out, text, WORDS);
            return;
        }
        let reach = match first {
            Term::Large { .. } => until_relation(after),
            Term::Limits { base, .. } if is_word(base) => until_relation(after),
            name if is_word(name) => argument(after),
            _ => 0,
        };
        let (operand, others) = after.split_at_checked(reach).unwrap_or((after, &[]));
        rest = others;
        match first {
            Term::Large { .. } => large(out, first, Some(operand)),
            _ if operand.is_empty() => write(out, first),
            _ => {
                out.push_str("<m:func>");
                within(out, "fName", first);
                out.push_str("<m:e>");
                write_row(out, operand);
                out.push_str("</m:e></m:func>");
            }
        }
    }
}

/// How many terms a function takes: `x` of `sin x + 1`, `p(x)` of `log p(x)`.
fn argument(after: &[Term]) -> usize {
    match after {
        [Term::Name { .. }, Term::Fenced { .. }, ..] => 2,
        [Term::Name { .. } | Term::Fraction { .. } | Term::Fenced { .. } | Term::Root { .. }, ..] => 1,
        _ => 0,
    }
}

fn until_relation(terms: &[Term]) -> usize {
    terms.iter().position(|term| matches!(term, Term::Sign { relation: true, .. })).unwrap_or(terms.len())
}

/// The name of a function: `sin`, `lim`.
fn is_word(term: &Term) -> bool {
    matches!(term, Term::Name { text, upright: true } if text.chars().nth(1).is_some() && text.is_ascii())
}

fn large(out: &mut String, term: &Term, operand: Option<&[Term]>) {
    let Term::Large { sign, sub, sup, limits } = term else { return };
    let place = if *limits { "undOvr" } else { "subSup" };
    let _ = write!(out, "<m:nary><m:naryPr><m:chr m:val=\"{sign}\"/><m:limLoc m:val=\"{place}\"/>");
    for (name, part) in [("subHide", sub), ("supHide", sup)] {
        if part.is_none() {
            let _ = write!(out, "<m:{name} m:val=\"1\"/>");
        }
    }
    out.push_str("</m:naryPr>");
    within_if(out, "sub", sub.as_deref());
    within_if(out, "sup", sup.as_deref());
    out.push_str("<m:e>");
    match operand {
        Some(operand) if !operand.is_empty() => write_row(out, operand),
        // A space that cannot be seen keeps Word from drawing its empty box.
        _ => run(out, "\u{200b}", ""),
    }
    out.push_str("</m:e></m:nary>");
}

fn limits(out: &mut String, base: &Term, under: Option<&Term>, over: Option<&Term>) {
    match (under, over) {
        (Some(under), Some(_)) => {
            out.push_str("<m:limLow><m:e>");
            limits(out, base, None, over);
            out.push_str("</m:e>");
            within(out, "lim", under);
            out.push_str("</m:limLow>");
        }
        (Some(limit), None) => {
            out.push_str("<m:limLow>");
            within(out, "e", base);
            within(out, "lim", limit);
            out.push_str("</m:limLow>");
        }
        (None, Some(limit)) => {
            out.push_str("<m:limUpp>");
            within(out, "e", base);
            within(out, "lim", limit);
            out.push_str("</m:limUpp>");
        }
        (None, None) => write(out, base),
    }
}

fn line(out: &mut String, base: &Term, over: bool) {
    let _ = write!(out, "<m:bar><m:barPr><m:pos m:val=\"{}\"/></m:barPr>", if over { "top" } else { "bot" });
    within(out, "e", base);
    out.push_str("</m:bar>");
}

fn grid(out: &mut String, rows: &[Vec<Term>], aligned: bool) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
    let _ = write!(
        out,
        "<m:m><m:mPr>{}<m:mcs>",
        // Lines under one another have no gap where they are aligned.
        if aligned { "<m:cGpRule m:val=\"3\"/><m:cGp m:val=\"0\"/>" } else { "" }
    );
    for at in 0..columns {
        let place = match (aligned, at % 2) {
            (false, _) => "center",
            (true, 0) => "right",
            (true, _) => "left",
        };
        let _ = write!(out, "<m:mc><m:mcPr><m:count m:val=\"1\"/><m:mcJc m:val=\"{place}\"/></m:mcPr></m:mc>");
    }
    out.push_str("</m:mcs></m:mPr>");
    for row in rows {
        out.push_str("<m:mr>");
        for at in 0..columns {
            out.push_str("<m:e>");
            content(out, row.get(at).unwrap_or(&Term::Row(Vec::new())));
            out.push_str("</m:e>");
        }
        out.push_str("</m:mr>");
    }
    out.push_str("</m:m>");
}
