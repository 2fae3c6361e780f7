//! `cargo xtask bench store [MESSAGES…]`: generated histories of so many messages (10,000 and 100,000 unless said, and
//! the goals are for 1,000,000), opened, read, written and searched, beside the plain alternatives.
//!
//! Histories are kept in the build's folder, some seven gigabytes for a million messages; `forget` in place of numbers
//! removes them, and `where` before a number only makes that history and says where it lies.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a benchmark fails by panicking, and its figures are for people"
)]

mod alternatives;
mod goals;
#[path = "../../tests/generated/history.rs"]
mod history;
mod kept;
mod measure;
mod queries;
mod report;

use kept::Kept;
use report::Report;
use tokio::runtime::Builder;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == "forget") {
        return Kept::forget();
    }
    let mut sizes: Vec<usize> = words.iter().filter_map(|word| word.replace(['_', ','], "").parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![10_000, 100_000];
    }
    sizes.sort_unstable();
    let runtime = Builder::new_current_thread().build().unwrap();
    if words.iter().any(|word| word == "where") {
        return sizes.iter().for_each(|size| println!("{}", Kept::get(*size, &runtime).dir.display()));
    }
    let mut reports = Vec::new();
    for size in sizes {
        let report = Report::new(size);
        let kept = Kept::get(size, &runtime);
        let queries = measure::all(&kept, &runtime, &report);
        alternatives::measure(&kept, &queries, &report);
        reports.push(report);
    }
    goals::judge(&reports);
}
