//! The verdict: each goal with the figure it is judged by. Times are of the clock, so they hold for a quiet machine, and
//! the work that was done stands below them for others; growth is judged by work.

use crate::report::{Figure, Report};

pub(crate) const OPEN: &str = "opened to first page, cold file";
pub(crate) const OPEN_WARM: &str = "opened to first page";
pub(crate) const AT_HIT: &str = "the large conversation at a hit";
pub(crate) const CHECKPOINT: &str = "a checkpoint while streaming";
pub(crate) const SIZE: &str = "database";
pub(crate) const SEARCH: &str = "search: ";

pub(crate) fn judge(reports: &[Report]) {
    let Some(largest) = reports.last() else { return };
    println!("\n== goals at {} messages (they are set for 1,000,000)", largest.messages);
    let tell = |what: &str, value: f64, unit: &str, goal: f64| {
        let verdict = if value < goal { "PASS" } else { "MISS" };
        println!("{verdict}  {what:<60} {value:8.2}{unit}  goal {goal:.2}{unit}");
    };
    let work = |figure: Figure| println!("      of it work: {:.2} ms, p99 {:.2} ms", figure.work, figure.late_work);
    tell("first page, cold file, p50", largest.figure(OPEN).middle, " ms", 20.0);
    tell("first page, warm file, p50", largest.figure(OPEN_WARM).middle, " ms", 20.0);
    work(largest.figure(OPEN));
    tell("the large conversation at a hit, p99", largest.figure(AT_HIT).late, " ms", 20.0);
    for (name, figure) in largest.figures(SEARCH) {
        tell(&format!("{name}, p99"), figure.late, " ms", 50.0);
        work(figure);
    }
    tell("a checkpoint, p50", largest.figure(CHECKPOINT).middle, " ms", 2.0);
    tell("a checkpoint, p99", largest.figure(CHECKPOINT).late, " ms", 2.0);
    tell("database, of the raw text", largest.figure(SIZE).middle, "", 3.0);
    for pair in reports.windows(2) {
        let [small, large] = pair else { continue };
        println!("== growth from {} to {} messages", small.messages, large.messages);
        let logarithmic = (large.messages as f64).ln() / (small.messages as f64).ln();
        let grown = |what: &str| large.figure(what).work / small.figure(what).work;
        // A tenth more is within what two runs differ by.
        tell("first page, work", grown(OPEN_WARM), "x", logarithmic * 1.1);
        tell("the large conversation at a hit, work", grown(AT_HIT), "x", logarithmic * 1.1);
        let all = |report: &Report| {
            let figures = report.figures(SEARCH);
            let (count, work) = figures.iter().fold((0.0, 0.0), |(count, work), (_, figure)| {
                let searches = figure.count as f64;
                (count + searches, work + figure.work * searches)
            });
            let late = figures.iter().map(|(_, figure)| figure.late).fold(0.0, f64::max);
            (work / count, late)
        };
        let ((work_before, late_before), (work, late)) = (all(small), all(large));
        tell("all searches, work", work / work_before, "x", 2.0);
        tell("the worst kind of search, p99", late / late_before, "x", 2.0);
        for (name, figure) in large.figures(SEARCH) {
            let before = small.figure(&name);
            println!("      {name:<60} {:8.2}x  p99 {:.2}x", figure.work / before.work, figure.late / before.late);
        }
    }
}
