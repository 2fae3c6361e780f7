//! Prints a file with its classes: `cargo run -p hadal-highlight --example paint -- rust < file`.
use std::io::Read;

fn main() {
    let language = std::env::args().nth(1).unwrap_or_default();
    let mut text = String::new();
    if std::io::stdin().read_to_string(&mut text).is_err() {
        return;
    }
    let Some(mut code) = hadal_highlight::Code::new(&language) else { return println!("unknown language") };
    let begun = std::time::Instant::now();
    for line in text.lines() {
        let mut units = line.encode_utf16();
        let mut out = String::new();
        for hadal_highlight::Run(class, len) in code.line(line) {
            let piece: Vec<u16> = units.by_ref().take(len as usize).collect();
            let piece = String::from_utf16_lossy(&piece);
            if class == hadal_highlight::TokenClass::Text {
                out.push_str(&piece)
            } else {
                out.push_str(&format!("⟦{class:?}:{piece}⟧"))
            }
        }
        let rest: Vec<u16> = units.collect();
        println!("{out}{}", String::from_utf16_lossy(&rest));
    }
    eprintln!("{:?}", begun.elapsed());
}
