//! Pictures in texts: seen where they are whole and not too many, else their words.

use crate::document;
use crate::parts::part;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use hadal_markdown::NoPaint;
use hadal_typeset::{Paper, docx, pdf, png};
use tiny_skia::Pixmap;

/// 24 × 16 pixels of one red.
const RED: &[u8] = include_bytes!("fixtures/red.jpg");

fn image(kind: &str, bytes: &[u8], alt: &str) -> String {
    format!("![{alt}](data:image/{kind};base64,{})", BASE64_STANDARD.encode(bytes))
}

/// A PNG of one colour.
fn plain(wide: u32, high: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png_encoder(&mut out, wide, high);
    let row = vec![0_u8; (wide as usize).div_ceil(8)];
    let mut rows = encoder.stream_writer().unwrap();
    for _ in 0..high {
        std::io::Write::write_all(&mut rows, &row).unwrap();
    }
    rows.finish().unwrap();
    drop(encoder);
    out
}

fn png_encoder(out: &mut Vec<u8>, wide: u32, high: u32) -> ::png::Writer<&mut Vec<u8>> {
    let mut encoder = ::png::Encoder::new(out, wide, high);
    encoder.set_color(::png::ColorType::Grayscale);
    encoder.set_depth(::png::BitDepth::One);
    encoder.write_header().unwrap()
}

/// The first picture of a text's long picture.
fn drawn(text: &str) -> Pixmap {
    let mut first = None;
    let mut each = |bytes: Vec<u8>| {
        first.get_or_insert(Pixmap::decode_png(&bytes).unwrap());
        Ok(())
    };
    png(&document(text), &NoPaint, &mut each).unwrap();
    first.unwrap()
}

fn words(text: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pdf");
    std::fs::write(&path, pdf(&document(text), Paper::A4, &NoPaint).unwrap()).unwrap();
    let output = std::process::Command::new("pdftotext").arg(&path).arg("-").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_photograph_is_in_the_long_picture() {
    let red =
        |picture: &Pixmap| picture.pixels().iter().filter(|p| p.red() > 180 && p.green() < 60 && p.blue() < 90).count();
    assert_eq!(red(&drawn("no picture")), 0);
    let found = red(&drawn(&image("jpeg", RED, "a red field")));
    // A pixel is three quarters of a point, and a point two pixels.
    assert!((700..=1_000).contains(&found), "{found}");
}

#[test]
fn what_is_damaged_is_its_words_everywhere() {
    let whole = plain(600, 400);
    let mut damaged = whole.clone();
    damaged[60] ^= 0x55;
    assert!(!words(&image("png", &whole, "a field")).contains("a field"));
    for text in [
        image("png", &damaged, "a field"),
        image("png", &whole[..60], "a field"),
        image("jpeg", &RED[..100], "a field"),
        image("jpeg", b"no picture", "a field"),
    ] {
        assert!(words(&text).contains("a field"), "{text}");
        let document = docx(&document(&text), &NoPaint).unwrap();
        assert!(part(&document, "word/document.xml").contains(">a field<"), "{text}");
        drawn(&text);
    }
}

#[test]
fn all_pictures_together_have_a_limit() {
    // 16 million pixels of one bit each: the third is one too many, a small one still fits.
    let large = image("png", &plain(4_000, 4_000), "large");
    let text = format!("{large}\n\n{large}\n\n{large}\n\n{}", image("jpeg", RED, "small"));
    let text = part(&docx(&document(&text), &NoPaint).unwrap(), "word/document.xml");
    assert_eq!(text.matches("<pic:pic>").count(), 3);
    assert_eq!(text.matches(">large<").count(), 1);
}
