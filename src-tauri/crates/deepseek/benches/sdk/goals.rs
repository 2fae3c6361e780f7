//! The goals of this client, and whether a run met them.

use crate::figures::Figures;

/// One goal: this client's figure may be at most `bound` times the other's.
struct Goal {
    name: &'static str,
    own: f64,
    other: f64,
    bound: f64,
}

/// The table's head, and a line for each number of streams and pace that was run.
pub(crate) fn print(medians: &[Figures], ns: &[usize]) {
    println!("Goals: this client's figure divided by the other's, and the most that it may be\n");
    let (mut met, mut all) = (0, 0);
    for paced in [false, true] {
        for n in ns {
            let at =
                |client: &str| medians.iter().find(|row| row.client == client && row.n == *n && row.paced == paced);
            let (Some(own), Some(lean)) = (at("sdk"), at("lean")) else { continue };
            let goals = goals(own, lean, at("go-plain"), at("go-sdk"));
            let cells: Vec<String> = goals.iter().map(Goal::cell).collect();
            met += goals.iter().filter(|goal| goal.is_met()).count();
            all += goals.len();
            println!("{:>5} {n:>5}  {}", if paced { "paced" } else { "fast" }, cells.join("  "));
        }
    }
    println!("\n{met} of {all} goals met");
}

fn goals(own: &Figures, lean: &Figures, plain: Option<&Figures>, sdk: Option<&Figures>) -> Vec<Goal> {
    // At 5,000 streams connecting is most of the work, and that is the kernel's for everybody.
    let many = own.n >= 5_000;
    let cpu = Figures::cpu_per_million;
    let mut goals = Vec::new();
    if let Some(plain) = plain {
        let bound = if many { 2.0 / 3.0 } else { 0.5 };
        goals.push(Goal { name: "CPU/Go", own: cpu(own), other: cpu(plain), bound });
    }
    if let Some(sdk) = sdk {
        let bound = if many { 2.0 / 3.0 } else { 1.0 / 3.0 };
        goals.push(Goal { name: "CPU/Go-SDK", own: cpu(own), other: cpu(sdk), bound });
    }
    goals.push(Goal { name: "CPU/lean", own: cpu(own), other: cpu(lean), bound: 1.3 });
    if let Some(plain) = plain {
        let bound = if own.paced { 0.5 } else { 1.0 };
        goals.push(Goal { name: "memory/Go", own: own.rss_mb, other: plain.rss_mb, bound });
        if own.paced {
            goals.push(Goal { name: "p99/Go", own: own.settled_p99_ms, other: plain.settled_p99_ms, bound: 1.0 });
        }
    }
    goals
}

impl Goal {
    fn ratio(&self) -> f64 {
        self.own / self.other.max(1e-9)
    }

    fn is_met(&self) -> bool {
        self.ratio() <= self.bound
    }

    fn cell(&self) -> String {
        let verdict = if self.is_met() { "PASS" } else { "MISS" };
        format!("{} {:.2} of {:.2} {verdict}", self.name, self.ratio(), self.bound)
    }
}
