//! Formulas one by one.

use crate::parts::well_formed;
use hadal_typeset::Formula;

fn read(tex: &str) -> Formula {
    Formula::read(tex, true).unwrap_or_else(|| panic!("{tex}"))
}

#[test]
fn formulas_become_equations_and_mathml() {
    for (tex, word, web) in [
        ("\\frac{a}{b}", "<m:f><m:num>", "<mfrac>"),
        ("\\sqrt[3]{x}", "<m:rad><m:deg>", "<mroot>"),
        ("\\sqrt{x}", "<m:degHide m:val=\"1\"/>", "<msqrt>"),
        ("x_i^2", "<m:sSubSup>", "<msubsup>"),
        ("\\sum_{i=1}^n i", "<m:chr m:val=\"∑\"/><m:limLoc m:val=\"undOvr\"/>", "<munderover>"),
        ("\\int_0^1 f", "<m:chr m:val=\"∫\"/><m:limLoc m:val=\"subSup\"/>", "<msubsup>"),
        ("\\lim_{x \\to 0} f(x)", "<m:func><m:fName><m:limLow>", "<munder>"),
        ("\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}", "<m:begChr m:val=\"(\"/>", "<mtable>"),
        ("\\begin{cases} a & b \\\\ c & d \\end{cases}", "<m:begChr m:val=\"{\"/><m:endChr m:val=\"\"/>", "<mtable>"),
        ("\\begin{aligned} a &= b \\\\ &= c \\end{aligned}", "<m:mcJc m:val=\"right\"/>", "class=\"aligned\""),
        ("\\hat{x}", "<m:chr m:val=\"\u{302}\"/>", "accent=\"true\""),
        // A power belongs to the whole of what is in parentheses, and an operand does not end within them.
        ("(a + b)^2", "<m:sSup><m:e><m:d><m:dPr><m:begChr m:val=\"(\"/>", "<msup>"),
        ("[0, 1)", "<m:begChr m:val=\"[\"/><m:endChr m:val=\")\"/>", "<mo"),
        ("\\iiint_V (\\nabla \\cdot F) dV", "<m:e><m:d>", "∭"),
        ("\\ce{SO4^2-}", "<m:sSubSup><m:e><m:r><m:rPr><m:nor/></m:rPr>", "<mtext>SO</mtext>"),
        ("\\ce{A <=> B}", ">⇌<", "⇌"),
        ("\\begin{bmatrix} 1 & \\vdots \\\\ & 2 \\end{bmatrix}", ">⋮<", "⋮"),
        ("\\overline{ab}", "<m:pos m:val=\"top\"/>", "<mover>"),
        ("\\underbrace{a}_{n}", "<m:groupChr>", "⏟"),
        ("\\text{if } x", "<m:nor/>", "<mtext>if </mtext>"),
        ("\\mathbb{R}", ">ℝ<", "<mi>ℝ</mi>"),
        ("\\alpha \\le \\infty", ">≤<", "<mo>≤</mo>"),
        ("3.14", ">3.14<", "<mn>3.14</mn>"),
        ("\\left( \\frac12 \\right]", "<m:endChr m:val=\"]\"/>", "form=\"postfix\">]"),
        ("a < b & c", "", ""),
    ] {
        let Some(formula) = Formula::read(tex, true) else {
            assert!(word.is_empty(), "{tex} is not read");
            continue;
        };
        let (equation, mathml) = (formula.omml().unwrap_or_else(|| panic!("{tex}")), formula.mathml());
        well_formed(&equation);
        well_formed(&mathml);
        assert!(equation.contains(word), "{tex}: {equation}");
        assert!(!equation.contains("<m:e></m:e>"), "an empty place shows a box: {tex}: {equation}");
        assert!(mathml.contains(web), "{tex}: {mathml}");
    }
}

#[test]
fn what_is_not_understood_is_left_to_the_caller_and_markup_stays_text() {
    for wrong in ["", " ", "\\frac{a", "\\unknowncommand", "}", "\\begin{nowhere}"] {
        assert!(Formula::read(wrong, false).is_none(), "{wrong}");
    }
    let sneaky = read("\\text{</math><script>alert(1)</script>} < 1").mathml();
    assert!(!sneaky.contains("<script") && sneaky.contains("&lt;script&gt;"), "{sneaky}");
}

#[test]
fn bombs_are_refused_in_no_time() {
    let deep = format!("{}x{}", "{".repeat(5_000), "}".repeat(5_000));
    let fractions = format!("{}x{}", "\\frac{1}{".repeat(1_000), "}".repeat(1_000));
    let macros = "\\def\\a{xxxxxxxxxx}\\def\\b{\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b\\b\\b\\b\\b\\b\\b}\
                  \\def\\d{\\c\\c\\c\\c\\c\\c\\c\\c\\c\\c}\\def\\e{\\d\\d\\d\\d\\d\\d\\d\\d\\d\\d}\\e\\e\\e\\e\\e\\e\\e\\e\\e\\e";
    let endless = "\\def\\a{\\a}\\a";
    let wide = "x".repeat(20_000);
    for bomb in [deep.as_str(), &fractions, macros, endless, &wide, "\\rule{99999999em}{9999999em}", "\\kern1e300em x"]
    {
        if let Some(formula) = Formula::read(bomb, true) {
            let _ = (formula.omml(), formula.mathml());
        }
    }
}
