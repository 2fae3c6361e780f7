//! The figures as people read them.

use std::fmt::Write;

use crate::{figures::Figures, goals};

/// One run on one line.
pub(crate) fn line(figures: &Figures) -> String {
    let Figures { client, n, rss_mb, lag_p50_ms, lag_p99_ms, settled_p50_ms, settled_p99_ms, rush_s, errors, .. } =
        figures;
    let mut line = format!(
        "{client:<9} {:>5} {n:>5} streams {:>9.0} events/s {:>6.2} CPU s/1M ({:.0} % kernel) {rss_mb:>6.0} MB",
        if figures.paced { "paced" } else { "fast" },
        figures.events_per_second(),
        figures.cpu_per_million(),
        figures.system_s / figures.cpu_s.max(1e-9) * 100.0,
    );
    if figures.paced {
        let _ = write!(
            line,
            "  lag {settled_p50_ms:.2} / {settled_p99_ms:.2} ms after a rush of {rush_s:.1} s \
             ({lag_p50_ms:.2} / {lag_p99_ms:.2} with it)"
        );
    }
    if *errors > 0 {
        let _ = write!(line, "  {errors} ERRORS");
    }
    line
}

/// The medians of each client, number of streams and pace, then the goals.
pub(crate) fn print(rows: &[Figures]) {
    println!("\nMedians\n");
    let mut ns: Vec<usize> = rows.iter().map(|row| row.n).collect();
    ns.sort_unstable();
    ns.dedup();
    let mut all = Vec::new();
    for paced in [false, true] {
        for n in &ns {
            let medians: Vec<Figures> = ["sdk", "sdk-long", "obvious", "lean", "go-plain", "go-sdk"]
                .into_iter()
                .filter_map(|client| median(rows, client, *n, paced))
                .collect();
            let Some(own) = medians.first().filter(|row| row.client == "sdk") else { continue };
            for row in &medians {
                let bytes = if row.bytes == own.bytes || paced { "" } else { "  OTHER TEXT" };
                println!("{}{bytes}", line(row));
            }
            println!();
            all.extend(medians);
        }
    }
    goals::print(&all, &ns);
}

/// Each figure's own median: the run with the usual CPU time need not be the one with the usual memory.
fn median(rows: &[Figures], client: &str, n: usize, paced: bool) -> Option<Figures> {
    let found: Vec<&Figures> =
        rows.iter().filter(|row| row.client == client && row.n == n && row.paced == paced).collect();
    let middle = |figure: fn(&Figures) -> f64| {
        let mut all: Vec<f64> = found.iter().map(|row| figure(row)).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    let first = found.first()?;
    Some(Figures {
        wall_s: middle(|row| row.wall_s),
        cpu_s: middle(|row| row.cpu_s),
        system_s: middle(|row| row.system_s),
        rss_mb: middle(|row| row.rss_mb),
        lag_p50_ms: middle(|row| row.lag_p50_ms),
        lag_p99_ms: middle(|row| row.lag_p99_ms),
        settled_p50_ms: middle(|row| row.settled_p50_ms),
        settled_p99_ms: middle(|row| row.settled_p99_ms),
        rush_s: middle(|row| row.rush_s),
        errors: found.iter().map(|row| row.errors).sum(),
        ..(*first).clone()
    })
}
