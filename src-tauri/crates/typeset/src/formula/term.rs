//! A formula as what it means on paper, for formats that do their own setting, as Word does.
//!
//! What has no counterpart there ([`term`] answers `None`) is shown as its source.

use super::TAG_EM;
use super::symbol::{arrow, character, delimiter, styled};
use ratex_parser::ParseNode;
use ratex_parser::parse_node::{ArrayTag, AtomFamily, Mode};

/// A piece of a formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Term {
    Row(Vec<Term>),
    /// A name: `x`, `sin`. Upright when it is a word, or was said to be.
    Name {
        text: String,
        upright: bool,
    },
    Number(String),
    Sign {
        text: String,
        relation: bool,
    },
    Words(String),
    /// In em.
    Space(f32),
    Fraction {
        over: Box<Term>,
        under: Box<Term>,
        bar: bool,
    },
    Root {
        body: Box<Term>,
        index: Option<Box<Term>>,
    },
    Scripts {
        base: Box<Term>,
        sub: Option<Box<Term>>,
        sup: Option<Box<Term>>,
    },
    /// Above and below, as limits stand.
    Limits {
        base: Box<Term>,
        under: Option<Box<Term>>,
        over: Option<Box<Term>>,
    },
    /// A large operator: a sum, an integral.
    Large {
        sign: String,
        sub: Option<Box<Term>>,
        sup: Option<Box<Term>>,
        limits: bool,
    },
    Fenced {
        open: String,
        body: Box<Term>,
        close: String,
    },
    Grid {
        rows: Vec<Vec<Term>>,
        aligned: bool,
    },
    Accent {
        base: Box<Term>,
        sign: char,
        under: bool,
    },
    Brace {
        base: Box<Term>,
        over: bool,
    },
    Line {
        base: Box<Term>,
        over: bool,
    },
    Boxed(Box<Term>),
    /// Crossed out: from below to above, from above to below, both, or through the middle.
    Struck {
        body: Box<Term>,
        strokes: &'static str,
    },
    Hidden(Box<Term>),
}

impl Term {
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Row(all) if all.is_empty())
    }

    /// Whether scripts do not belong to it.
    const fn is_apart(&self) -> bool {
        matches!(self, Self::Space(_) | Self::Sign { relation: true, .. })
    }
}

/// A term with scripts, in the places that its own leave free.
fn with_scripts(term: Term, sub: Option<Box<Term>>, sup: Option<Box<Term>>) -> Term {
    match term {
        Term::Scripts { base, sub: below, sup: above }
            if (below.is_none() || sub.is_none()) && (above.is_none() || sup.is_none()) =>
        {
            Term::Scripts { base, sub: below.or(sub), sup: above.or(sup) }
        }
        other => Term::Scripts { base: Box::new(other), sub, sup },
    }
}

/// All of a formula.
pub(super) fn terms(nodes: &[ParseNode]) -> Option<Term> {
    row(nodes, Font::default())
}

/// What a command around a letter makes of it.
#[derive(Debug, Clone, Copy, Default)]
struct Font<'a>(Option<&'a str>);

fn row(nodes: &[ParseNode], font: Font<'_>) -> Option<Term> {
    let mut out: Vec<Term> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let next = term(node, font)?;
        match (out.last_mut(), next) {
            // Digits are nodes of their own: `3.14` is one number.
            (Some(Term::Number(number)), Term::Number(digits)) => number.push_str(&digits),
            // So are letters of a word.
            (Some(Term::Words(words)), Term::Words(more)) => words.push_str(&more),
            (_, Term::Row(rest)) if rest.is_empty() => {}
            // Chemistry hangs its figures on nothing: they belong to what stands before.
            (Some(last), Term::Scripts { base, sub, sup }) if base.is_empty() && !last.is_apart() => {
                let before = std::mem::replace(last, Term::Row(Vec::new()));
                *last = with_scripts(before, sub, sup);
            }
            (_, next) => out.push(next),
        }
    }
    Some(match <[Term; 1]>::try_from(out) {
        Ok([only]) => only,
        Err(all) => Term::Row(all),
    })
}

fn boxed(node: &ParseNode, font: Font<'_>) -> Option<Box<Term>> {
    term(node, font).map(Box::new)
}

#[expect(clippy::option_option, reason = "no part, or a part without a counterpart")]
fn boxed_if(node: Option<&ParseNode>, font: Font<'_>) -> Option<Option<Box<Term>>> {
    match node {
        Some(node) => boxed(node, font).map(Some),
        None => Some(None),
    }
}

// Recursion is safe here: the parser bounds depth.
#[expect(clippy::too_many_lines, reason = "one arm a kind of node, each short")]
fn term(node: &ParseNode, font: Font<'_>) -> Option<Term> {
    Some(match node {
        ParseNode::Atom { family, text, mode, .. } => {
            let text = character(text, *mode)?;
            Term::Sign { text, relation: matches!(family, AtomFamily::Rel | AtomFamily::Bin) }
        }
        ParseNode::MathOrd { text, mode, .. } | ParseNode::TextOrd { text, mode, .. } => letter(text, *mode, font)?,
        ParseNode::OpToken { text, mode, .. } => Term::Sign { text: character(text, *mode)?, relation: false },
        ParseNode::SpacingNode { .. } => Term::Space(0.28),
        ParseNode::OrdGroup { body, .. }
        | ParseNode::Styling { body, .. }
        | ParseNode::Sizing { body, .. }
        | ParseNode::Color { body, .. }
        | ParseNode::MClass { body, .. }
        | ParseNode::HBox { body, .. }
        | ParseNode::Html { body, .. }
        | ParseNode::Href { body, .. }
        | ParseNode::Pmb { body, .. } => row(body, font)?,
        ParseNode::Tag { tag, .. } => number(tag, font)?,
        ParseNode::HtmlMathMl { mathml, .. } => row(mathml, font)?,
        ParseNode::MathChoice { display, .. } => row(display, font)?,
        ParseNode::Font { font: name, body, .. } => term(body, Font(Some(name)))?,
        ParseNode::Text { body, font: name, .. } => {
            let mut words = String::new();
            if spoken(body, &mut words) {
                Term::Words(words)
            } else {
                row(body, Font(name.as_deref().or(Some("mathrm"))))?
            }
        }
        ParseNode::SupSub { base, sup, sub, .. } => scripts(base.as_deref(), sup.as_deref(), sub.as_deref(), font)?,
        ParseNode::GenFrac { numer, denom, has_bar_line, left_delim, right_delim, .. } => {
            let (over, under) = (boxed(numer, font)?, boxed(denom, font)?);
            let fraction = Term::Fraction { over, under, bar: *has_bar_line };
            match (left_delim.as_deref(), right_delim.as_deref()) {
                (None, None) => fraction,
                (open, close) => Term::Fenced {
                    open: delimiter(open.unwrap_or("."))?,
                    body: Box::new(fraction),
                    close: delimiter(close.unwrap_or("."))?,
                },
            }
        }
        ParseNode::Sqrt { body, index, .. } => {
            Term::Root { body: boxed(body, font)?, index: boxed_if(index.as_deref(), font)? }
        }
        ParseNode::Accent { label, base, .. } => accent(label, boxed(base, font)?, false)?,
        ParseNode::AccentUnder { label, base, .. } => accent(label, boxed(base, font)?, true)?,
        ParseNode::Op { name, symbol, body, limits, .. } => match (name, body) {
            (Some(name), _) if *symbol => {
                Term::Large { sign: character(name, Mode::Math)?, sub: None, sup: None, limits: *limits }
            }
            (Some(name), _) => Term::Name {
                text: name.trim_start_matches('\\').replace("limsup", "lim sup").replace("liminf", "lim inf"),
                upright: true,
            },
            (None, Some(body)) => row(body, font)?,
            (None, None) => return None,
        },
        ParseNode::OperatorName { body, .. } => {
            let mut words = String::new();
            if spoken(body, &mut words) {
                Term::Name { text: words, upright: true }
            } else {
                row(body, Font(Some("mathrm")))?
            }
        }
        ParseNode::DelimSizing { delim, .. } | ParseNode::Middle { delim, .. } => {
            Term::Sign { text: delimiter(delim)?, relation: false }
        }
        ParseNode::LeftRight { body, left, right, .. } => {
            Term::Fenced { open: delimiter(left)?, body: Box::new(row(body, font)?), close: delimiter(right)? }
        }
        ParseNode::Overline { body, .. } => Term::Line { base: boxed(body, font)?, over: true },
        ParseNode::Underline { body, .. } => Term::Line { base: boxed(body, font)?, over: false },
        ParseNode::HorizBrace { is_over, base, .. } => Term::Brace { base: boxed(base, font)?, over: *is_over },
        ParseNode::Enclose { label, body, .. } if label.contains("box") => Term::Boxed(boxed(body, font)?),
        ParseNode::Enclose { label, body, .. } => struck(label, boxed(body, font)?)?,
        ParseNode::Smash { body, .. }
        | ParseNode::Lap { body, .. }
        | ParseNode::RaiseBox { body, .. }
        | ParseNode::VCenter { body, .. } => term(body, font)?,
        ParseNode::Phantom { body, .. } => Term::Hidden(Box::new(row(body, font)?)),
        ParseNode::VPhantom { .. } | ParseNode::NoNumber { .. } | ParseNode::Internal { .. } => Term::Row(Vec::new()),
        // A strut: it holds lines apart and shows nothing.
        ParseNode::Rule { width, .. } if width.number == 0.0 => Term::Row(Vec::new()),
        ParseNode::Kern { dimension, .. } => Term::Space(em(dimension.number, &dimension.unit)),
        ParseNode::Array { body, col_separation_type, tags, .. } => {
            let aligned = col_separation_type.as_deref().is_some_and(|kind| kind.contains("align") || kind == "split");
            let rows = body
                .iter()
                .map(|cells| cells.iter().map(|cell| term(cell, font)).collect())
                .collect::<Option<Vec<Vec<_>>>>()?;
            // The last line end of an environment opens a row with nothing in it.
            let mut rows = with_tags(rows, tags.as_deref().unwrap_or_default(), font)?;
            rows.retain(|row| !row.iter().all(Term::is_empty));
            Term::Grid { rows, aligned }
        }
        ParseNode::XArrow { label, body, below, .. } => Term::Limits {
            base: Box::new(Term::Sign { text: arrow(label).to_owned(), relation: true }),
            under: boxed_if(below.as_deref(), font)?.filter(|term| !term.is_empty()),
            over: boxed(body, font).map(Some)?.filter(|term| !term.is_empty()),
        },
        ParseNode::Verb { body, .. } => Term::Words(body.clone()),
        ParseNode::Url { url, .. } => Term::Words(url.clone()),
        ParseNode::Raw { string, .. } => Term::Words(string.clone()),
        _ => return None,
    })
}

/// The numbers of equations in a column of their own behind the others.
fn with_tags(mut rows: Vec<Vec<Term>>, tags: &[ArrayTag], font: Font<'_>) -> Option<Vec<Vec<Term>>> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    for (row, tag) in rows.iter_mut().zip(tags) {
        if let ArrayTag::Explicit(tag) = tag
            && !tag.is_empty()
        {
            row.resize(columns, Term::Row(Vec::new()));
            row.push(Term::Row(vec![Term::Space(TAG_EM), number(tag, font)?]));
        }
    }
    Some(rows)
}

/// The number of an equation, which is words and nothing to reckon with.
fn number(tag: &[ParseNode], font: Font<'_>) -> Option<Term> {
    let mut words = String::new();
    if spoken(tag, &mut words) { Some(Term::Words(words)) } else { row(tag, font) }
}

/// What is crossed out, and how; nothing else that is drawn around a term has a counterpart.
fn struck(label: &str, body: Box<Term>) -> Option<Term> {
    let strokes = match label {
        "\\cancel" => "BLTR",
        "\\bcancel" => "TLBR",
        "\\xcancel" => "X",
        "\\sout" => "H",
        _ => return None,
    };
    Some(Term::Struck { body, strokes })
}

fn letter(text: &str, mode: Mode, font: Font<'_>) -> Option<Term> {
    if text == "\\prime" {
        return Some(Term::Sign { text: "′".to_owned(), relation: false });
    }
    let shown = character(text, mode)?;
    if shown.chars().all(|c| c.is_ascii_digit() || c == '.') && matches!(font.0, None | Some("mathrm")) {
        return Some(Term::Number(shown));
    }
    if matches!(font.0, Some("mathrm" | "textrm" | "text" | "textnormal")) && shown.chars().all(char::is_alphanumeric) {
        return Some(Term::Words(shown));
    }
    let upright = matches!(font.0, Some("mathsf" | "mathtt"))
        || shown.chars().all(|c| matches!(c, 'Α'..='Ω' | '∞' | '∂' | '∇' | 'ℏ'));
    Some(Term::Name { text: styled(&shown, font.0), upright })
}

/// The characters of `\text{…}`, as long as it holds nothing else.
fn spoken(nodes: &[ParseNode], out: &mut String) -> bool {
    nodes.iter().all(|node| match node {
        ParseNode::TextOrd { text, mode, .. }
        | ParseNode::MathOrd { text, mode, .. }
        | ParseNode::Atom { text, mode, .. } => character(text, *mode).map(|shown| out.push_str(&shown)).is_some(),
        ParseNode::SpacingNode { .. } => {
            out.push(' ');
            true
        }
        ParseNode::OrdGroup { body, .. } | ParseNode::Styling { body, .. } | ParseNode::Text { body, .. } => {
            spoken(body, out)
        }
        ParseNode::Kern { .. } => true,
        _ => false,
    })
}

fn scripts(base: Option<&ParseNode>, sup: Option<&ParseNode>, sub: Option<&ParseNode>, font: Font<'_>) -> Option<Term> {
    let (over, under) = (boxed_if(sup, font)?, boxed_if(sub, font)?);
    let as_limits = match base {
        Some(ParseNode::Op { limits, symbol, .. }) => {
            if let Some(Term::Large { sign, .. }) = base.filter(|_| *symbol).and_then(|base| term(base, font)) {
                return Some(Term::Large { sign, sub: under, sup: over, limits: *limits });
            }
            *limits
        }
        Some(ParseNode::OperatorName { limits, always_handle_sup_sub, .. }) => *limits || *always_handle_sup_sub,
        Some(ParseNode::HorizBrace { .. } | ParseNode::XArrow { .. }) => true,
        _ => false,
    };
    let base = match base {
        Some(base) => boxed(base, font)?,
        None => Box::new(Term::Row(Vec::new())),
    };
    Some(if as_limits { Term::Limits { base, under, over } } else { Term::Scripts { base, sub: under, sup: over } })
}

fn accent(label: &str, base: Box<Term>, under: bool) -> Option<Term> {
    let sign = match label.trim_start_matches('\\') {
        "hat" | "widehat" | "^" => '\u{302}',
        "tilde" | "widetilde" | "~" | "utilde" => '\u{303}',
        "bar" | "=" => '\u{304}',
        "vec" | "overrightarrow" | "Overrightarrow" | "underrightarrow" => '\u{20d7}',
        "overleftarrow" | "underleftarrow" => '\u{20d6}',
        "dot" | "." => '\u{307}',
        "ddot" | "\"" => '\u{308}',
        "dddot" => '\u{20db}',
        "check" | "widecheck" | "v" => '\u{30c}',
        "breve" | "u" => '\u{306}',
        "acute" | "'" => '\u{301}',
        "grave" | "`" => '\u{300}',
        "mathring" | "r" => '\u{30a}',
        _ => return None,
    };
    Some(Term::Accent { base, sign, under })
}

#[expect(clippy::cast_possible_truncation, reason = "a space of some em")]
fn em(number: f64, unit: &str) -> f32 {
    let em = match unit {
        "mu" => number / 18.0,
        "ex" => number * 0.43,
        "em" => number,
        _ => number / 10.0,
    };
    em.clamp(-2.0, 8.0) as f32
}
