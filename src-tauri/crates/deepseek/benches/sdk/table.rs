//! The figures as people read them, and the ratios that matter.

use std::fmt::Write;

use crate::figures::Figures;

/// One run on one line.
pub(crate) fn line(figures: &Figures) -> String {
    let Figures { client, n, rss_mb, lag_p50_ms, lag_p99_ms, errors, .. } = figures;
    let mut line = format!(
        "{client:<9} {:>5} {n:>5} streams {:>9.0} events/s {:>6.2} CPU s/1M ({:.0} % kernel) {rss_mb:>6.0} MB",
        if figures.paced { "paced" } else { "fast" },
        figures.events_per_second(),
        figures.cpu_per_million(),
        figures.system_s / figures.cpu_s.max(1e-9) * 100.0,
    );
    if figures.paced {
        let _ = write!(line, "  lag {lag_p50_ms:.2} / {lag_p99_ms:.2} ms");
    }
    if *errors > 0 {
        let _ = write!(line, "  {errors} ERRORS");
    }
    line
}

/// The median of each client, number of streams and pace, and how this client stands to the others.
pub(crate) fn print(rows: &[Figures]) {
    println!("\nMedians\n");
    let mut ns: Vec<usize> = rows.iter().map(|row| row.n).collect();
    ns.sort_unstable();
    ns.dedup();
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
            let ratios: Vec<String> = medians
                .iter()
                .skip(1)
                .map(|row| {
                    format!(
                        "{} {:.2} CPU, {:.2} memory",
                        row.client,
                        own.cpu_per_million() / row.cpu_per_million().max(1e-9),
                        own.rss_mb / row.rss_mb.max(1e-9)
                    )
                })
                .collect();
            println!("  this client against: {}\n", ratios.join(" · "));
        }
    }
}

fn median(rows: &[Figures], client: &str, n: usize, paced: bool) -> Option<Figures> {
    let mut found: Vec<&Figures> =
        rows.iter().filter(|row| row.client == client && row.n == n && row.paced == paced).collect();
    found.sort_by(|left, right| left.cpu_per_million().total_cmp(&right.cpu_per_million()));
    found.get(found.len() / 2).map(|row| (*row).clone())
}
