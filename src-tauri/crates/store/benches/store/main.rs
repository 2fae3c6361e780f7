//! `cargo xtask bench store [MESSAGES…]`: a generated history of so many messages (10,000 and 100,000 unless said),
//! opened, read, written and searched, beside the plain alternatives.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a benchmark fails by panicking, and its figures are for people"
)]

mod alternatives;
#[path = "../../tests/generated/history.rs"]
mod history;
mod measure;
mod queries;
mod report;

use report::Report;

fn main() {
    let words = std::env::args().skip(1);
    let mut sizes: Vec<usize> = words.filter_map(|word| word.replace(['_', ','], "").parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![10_000, 100_000];
    }
    for size in sizes {
        let report = Report::new(size);
        let dir = tempfile::tempdir().unwrap();
        let queries = measure::all(dir.path(), size, &report);
        if size <= 100_000 {
            alternatives::measure(dir.path(), &queries, &report);
        }
    }
}
