//! Parentheses with what stands between them as one term: a power then belongs to the whole, as in the equations of
//! Word, and no operand ends inside of them. LaTeX gives the power of `(a+b)^2` to the closing parenthesis alone.

use super::term::Term;

/// The term with all its pairs. Recursion is safe here: the parser bounds depth.
pub(super) fn paired(term: Term) -> Term {
    let boxed = |term: Box<Term>| Box::new(paired(*term));
    let boxed_if = |term: Option<Box<Term>>| term.map(boxed);
    match term {
        Term::Row(all) => row(all.into_iter().map(paired).collect()),
        Term::Fraction { over, under, bar } => Term::Fraction { over: boxed(over), under: boxed(under), bar },
        Term::Root { body, index } => Term::Root { body: boxed(body), index: boxed_if(index) },
        Term::Scripts { base, sub, sup } => Term::Scripts { base: boxed(base), sub: boxed_if(sub), sup: boxed_if(sup) },
        Term::Limits { base, under, over } => {
            Term::Limits { base: boxed(base), under: boxed_if(under), over: boxed_if(over) }
        }
        Term::Large { sign, sub, sup, limits } => Term::Large { sign, sub: boxed_if(sub), sup: boxed_if(sup), limits },
        Term::Fenced { open, body, close } => Term::Fenced { open, body: boxed(body), close },
        Term::Grid { rows, aligned } => {
            let rows = rows.into_iter().map(|cells| cells.into_iter().map(paired).collect()).collect();
            Term::Grid { rows, aligned }
        }
        Term::Accent { base, sign, under } => Term::Accent { base: boxed(base), sign, under },
        Term::Brace { base, over } => Term::Brace { base: boxed(base), over },
        Term::Line { base, over } => Term::Line { base: boxed(base), over },
        Term::Boxed(body) => Term::Boxed(boxed(body)),
        Term::Struck { body, strokes } => Term::Struck { body: boxed(body), strokes },
        Term::Hidden(body) => Term::Hidden(boxed(body)),
        simple => simple,
    }
}

fn row(all: Vec<Term>) -> Term {
    // Signs that opened, with what stood before each.
    let mut open: Vec<(String, Vec<Term>)> = Vec::new();
    let mut out: Vec<Term> = Vec::new();
    for term in all {
        if let Some(sign) = one_of(&term, "([{⟨⌊⌈") {
            open.push((sign, std::mem::take(&mut out)));
            continue;
        }
        let Some(close) = closing(&term) else {
            out.push(term);
            continue;
        };
        // Half-open intervals are pairs too. What closes nothing is a word.
        let closed = match open.pop() {
            Some((sign, before)) => {
                let body = Box::new(Term::Row(std::mem::replace(&mut out, before)));
                Term::Fenced { open: sign, body, close }
            }
            None => Term::Words(close),
        };
        out.push(match term {
            Term::Scripts { sub, sup, .. } => Term::Scripts { base: Box::new(closed), sub, sup },
            _ => closed,
        });
    }
    while let Some((sign, before)) = open.pop() {
        let after = std::mem::replace(&mut out, before);
        out.push(Term::Words(sign));
        out.extend(after);
    }
    Term::Row(out)
}

/// The closing sign of a term: itself, or below its scripts.
fn closing(term: &Term) -> Option<String> {
    let base = if let Term::Scripts { base, .. } = term { base } else { term };
    one_of(base, ")]}⟩⌋⌉")
}

fn one_of(term: &Term, signs: &str) -> Option<String> {
    let Term::Sign { text, .. } = term else { return None };
    let mut letters = text.chars();
    let only = letters.next().filter(|_| letters.next().is_none())?;
    signs.contains(only).then(|| text.clone())
}
