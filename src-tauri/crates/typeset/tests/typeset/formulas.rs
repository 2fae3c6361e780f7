//! Formulas one by one, as they come into a document for Word.

use crate::document;
use crate::parts::{part, well_formed};
use hadal_markdown::NoPaint;
use hadal_typeset::docx;

/// What stands in a document for Word in the place of a formula on a line of its own.
fn set(tex: &str) -> String {
    let text = part(&docx(&document(&format!("$$\n{tex}\n$$")), &NoPaint).unwrap(), "word/document.xml");
    well_formed(&text);
    let body = text.split("DeepSeek · deepseek-flash").nth(1).unwrap();
    // After the thinking, which has a formula too.
    body.split_once("</m:oMath>").unwrap().1.split("w:val=\"Note\"").next().unwrap().to_owned()
}

fn equation(tex: &str) -> String {
    let set = set(tex);
    assert!(set.contains("<m:oMath>"), "{tex} stands as its source: {set}");
    set
}

fn is_source(tex: &str) -> bool {
    let set = set(tex);
    set.contains("w:val=\"Code\"") && !set.contains("<m:oMath>")
}

#[test]
fn formulas_become_equations() {
    for (tex, word) in [
        ("\\frac{a}{b}", "<m:f><m:num>"),
        ("\\sqrt[3]{x}", "<m:rad><m:deg>"),
        ("\\sqrt{x}", "<m:degHide m:val=\"1\"/>"),
        ("x_i^2", "<m:sSubSup>"),
        ("\\sum_{i=1}^n i", "<m:chr m:val=\"∑\"/><m:limLoc m:val=\"undOvr\"/>"),
        ("\\int_0^1 f", "<m:chr m:val=\"∫\"/><m:limLoc m:val=\"subSup\"/>"),
        ("\\lim_{x \\to 0} f(x)", "<m:func><m:fName><m:limLow>"),
        ("\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}", "<m:begChr m:val=\"(\"/>"),
        ("\\begin{cases} a & b \\\\ c & d \\end{cases}", "<m:begChr m:val=\"{\"/><m:endChr m:val=\"\"/>"),
        ("\\begin{aligned} a &= b \\\\ &= c \\end{aligned}", "<m:mcJc m:val=\"right\"/>"),
        ("\\hat{x}", "<m:chr m:val=\"\u{302}\"/>"),
        // A power belongs to the whole of what is in parentheses, and an operand does not end within them.
        ("(a + b)^2", "<m:sSup><m:e><m:d><m:dPr><m:begChr m:val=\"(\"/>"),
        ("[0, 1)", "<m:begChr m:val=\"[\"/><m:endChr m:val=\")\"/>"),
        ("\\iiint_V (\\nabla \\cdot F) dV", "<m:e><m:d>"),
        ("\\ce{SO4^2-}", "<m:sSubSup><m:e><m:r><m:rPr><m:nor/></m:rPr>"),
        ("\\ce{A <=> B}", ">⇌<"),
        ("\\begin{bmatrix} 1 & \\vdots \\\\ & 2 \\end{bmatrix}", ">⋮<"),
        ("\\overline{ab}", "<m:pos m:val=\"top\"/>"),
        ("\\underbrace{a}_{n}", "<m:groupChr>"),
        ("\\text{if } x", "<m:nor/>"),
        ("\\mathbb{R}", ">ℝ<"),
        ("\\alpha \\le \\infty", ">≤<"),
        ("3.14", ">3.14<"),
        ("\\left( \\frac12 \\right]", "<m:endChr m:val=\"]\"/>"),
        // Signs are what they say, and brackets only as brackets.
        ("a \\lt b", ">&lt;<"),
        ("a \\gt b", ">&gt;<"),
        ("\\left\\lt a \\right\\gt", "<m:begChr m:val=\"⟨\"/><m:endChr m:val=\"⟩\"/>"),
        ("\\cancel{x}", "<m:hideRight m:val=\"1\"/><m:strikeBLTR m:val=\"1\"/></m:borderBoxPr>"),
        ("\\xcancel{x}", "<m:strikeBLTR m:val=\"1\"/><m:strikeTLBR m:val=\"1\"/></m:borderBoxPr>"),
        ("\\boxed{x}", "<m:borderBox><m:e>"),
    ] {
        let equation = equation(tex);
        assert!(equation.contains(word), "{tex}: {equation}");
        assert!(!equation.contains("<m:e></m:e>"), "an empty place shows a box: {tex}: {equation}");
    }
}

#[test]
fn equations_keep_their_numbers() {
    let letters = |equation: String| -> String {
        equation.split("<m:t xml:space=\"preserve\">").skip(1).filter_map(|run| run.split('<').next()).collect()
    };
    for (tex, said) in [
        ("E = mc^2 \\tag{7a}", "E=mc2\u{2003}(7a)"),
        ("E = mc^2 \\tag*{A}", "E=mc2\u{2003}A"),
        ("\\begin{aligned} x &= 1 \\tag{1} \\\\ y &= 2 \\end{aligned}", "x=1\u{2003}(1)y=2"),
        ("\\begin{align} x &= 1 \\\\ y &= 2 \\end{align}", "x=1\u{2003}(1)y=2\u{2003}(2)"),
    ] {
        let found = letters(equation(tex)).replace(['\u{200a}', '\u{200b}'], "");
        assert_eq!(found, said, "{tex}");
    }
}

#[test]
fn a_tall_equation_goes_on_in_the_next_for_no_page_end_parts_one() {
    let rows = (0..50).map(|row| format!("x &= {row} \\\\ ")).collect::<String>();
    let set = set(&format!("\\begin{{aligned}} {rows} \\end{{aligned}}"));
    assert_eq!((set.matches("<m:oMathPara>").count(), set.matches("<m:mr>").count()), (3, 50));
}

#[test]
fn what_is_not_understood_stands_as_its_source_and_markup_stays_text() {
    for wrong in ["\\frac{a", "\\unknowncommand", "}", "\\begin{nowhere}", "a < b & c", "\\phase{x}"] {
        assert!(is_source(wrong), "{wrong}");
    }
    let sneaky = equation("\\text{</w:t><script>alert(1)</script>} < 1");
    assert!(!sneaky.contains("<script") && sneaky.contains("&lt;script&gt;"), "{sneaky}");
}

#[test]
fn bombs_stand_as_their_source() {
    let deep = format!("{}x{}", "{".repeat(5_000), "}".repeat(5_000));
    let fractions = format!("{}x{}", "\\frac{1}{".repeat(1_000), "}".repeat(1_000));
    let macros = "\\def\\a{xxxxxxxxxx}\\def\\b{\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b\\b\\b\\b\\b\\b\\b}\
                  \\def\\d{\\c\\c\\c\\c\\c\\c\\c\\c\\c\\c}\\def\\e{\\d\\d\\d\\d\\d\\d\\d\\d\\d\\d}\\e\\e\\e\\e\\e\\e\\e\\e\\e\\e";
    let endless = "\\def\\a{\\a}\\a";
    let wide = "x".repeat(20_000);
    for bomb in [deep.as_str(), &fractions, macros, endless, "\\rule{99999999em}{9999999em}"] {
        let begins: String = bomb.chars().take(40).collect();
        assert!(is_source(bomb), "{begins}");
    }
    assert!(!set(&wide).contains("<m:oMath>"));
    assert!(set("\\kern1e300em x").len() < 2_000);
}
