//! Generated answers: mixed text of an exact length, the same for the same seed on every machine.

use crate::identity::Dice;
use crate::tokens::split;

/// Exactly `count` tokens of prose, Chinese, lists, code, tables and formulas.
///
/// Blocks that would not fit whole are replaced by plain words at the end, so that no fence or
/// formula stays open.
pub(crate) fn tokens(count: usize, seed: u64) -> Vec<String> {
    filled(count, seed, block)
}

/// Exactly `count` tokens of plain sentences that sound like thinking.
pub(crate) fn thoughts(count: usize, seed: u64) -> Vec<String> {
    filled(count, seed.wrapping_add(1), |dice, _| format!("{} ", dice.pick(&THOUGHTS, "Hm.")))
}

fn filled(count: usize, seed: u64, make: impl Fn(&mut Dice, usize) -> String) -> Vec<String> {
    let mut dice = Dice::new(seed);
    let mut tokens = Vec::with_capacity(count);
    let mut number = 0;
    while tokens.len() < count {
        let more = split(&make(&mut dice, number));
        number += 1;
        if tokens.len() + more.len() <= count {
            tokens.extend(more);
        } else {
            break;
        }
    }
    let missing = count - tokens.len();
    tokens.extend(row(&mut dice, &SHORT_WORDS, missing).into_iter().map(str::to_owned));
    tokens
}

fn block(dice: &mut Dice, number: usize) -> String {
    let text = match (number, dice.below(12)) {
        (0, _) | (_, 0) => format!("## {}", dice.pick(&HEADINGS, "Depth")),
        (_, 1..=3) => paragraph(dice, &ENGLISH, " "),
        (_, 4 | 5) => paragraph(dice, &CHINESE, ""),
        (_, 6) => list(dice),
        (_, 7) => code(dice),
        (_, 8) => table(dice),
        (_, 9) => format!("$$\n{}\n$$", dice.pick(&FORMULAS, "x")),
        (_, 10) => format!("> {}", dice.pick(&ENGLISH, "Deep.")),
        _ => format!(
            "With ${}$ in hand, **{}** follows, see `{}`.",
            dice.pick(&FORMULAS, "x"),
            dice.pick(&HEADINGS, "depth"),
            dice.pick(&NAMES, "depth")
        ),
    };
    format!("{text}\n\n")
}

/// `count` of `choices` in their order, from a random one on, so that neighbours differ.
fn row<'a>(dice: &mut Dice, choices: &[&'a str], count: usize) -> Vec<&'a str> {
    let start = dice.below(choices.len());
    choices.iter().copied().cycle().skip(start).take(count).collect()
}

fn paragraph(dice: &mut Dice, sentences: &[&str], gap: &str) -> String {
    let count = 2 + dice.below(3);
    row(dice, sentences, count).join(gap)
}

fn list(dice: &mut Dice) -> String {
    let count = 3 + dice.below(3);
    let ordered = dice.below(2) == 0;
    let items = row(dice, &HEADINGS, count).into_iter().zip(row(dice, &ENGLISH, count));
    let lines: Vec<String> = items
        .zip(1..)
        .map(
            |((item, more), place)| {
                if ordered { format!("{place}. **{item}**: {more}") } else { format!("- {item}: {more}") }
            },
        )
        .collect();
    lines.join("\n")
}

fn code(dice: &mut Dice) -> String {
    let name = dice.pick(&NAMES, "depth");
    let number = dice.below(9000);
    match dice.below(3) {
        0 => format!(
            "```rust\nfn {name}(metres: f64) -> f64 {{\n    // 海水密度\n    1025.0 * 9.81 * metres + {number}.0\n}}\n```"
        ),
        1 => format!(
            "```python\ndef {name}(samples):\n    total = sum(samples)\n    return total / max(len(samples), {number})\n```"
        ),
        _ => format!("```json\n{{\n  \"{name}\": {number},\n  \"unit\": \"m\",\n  \"label\": \"深度\"\n}}\n```"),
    }
}

fn table(dice: &mut Dice) -> String {
    let mut text = String::from("| Zone 层 | Depth | Pressure |\n| :-- | --: | --: |");
    for _ in 0..(3 + dice.below(4)) {
        let depth = dice.below(10_900);
        let row = format!("\n| {} | {depth} m | {} atm |", dice.pick(&HEADINGS, "Deep"), depth / 10 + 1);
        text.push_str(&row);
    }
    text
}

const NAMES: [&str; 6] = ["pressure", "depth_at", "mean_salinity", "light_left", "drift", "sound_speed"];

const SHORT_WORDS: [&str; 8] = [" sea", " and", " deep", " blue", " tide", " salt", " the", " cold"];

const HEADINGS: [&str; 10] = [
    "The twilight zone",
    "Pressure",
    "Why it is dark",
    "Marine snow",
    "海沟的形成",
    "Living light",
    "深海热泉",
    "Sound in water",
    "Salinity",
    "What remains unknown",
];

const ENGLISH: [&str; 10] = [
    "Below two hundred metres too little light is left for plants to grow.",
    "Every ten metres of water add about one atmosphere of pressure.",
    "Most of what lives there feeds on what sinks from above.",
    "Sound carries further than light, so whales sing and submarines listen.",
    "The trench floor is younger than the mountains that shade it.",
    "A lantern fish makes its own light and hides its shadow with it.",
    "Cold water holds more oxygen, which is why the deep is not dead.",
    "Nodules grow a few millimetres in a million years.",
    "The measurements agree to within two per cent, which is better than expected.",
    "Nobody has seen it happen; everyone has seen what it leaves behind.",
];

const CHINESE: [&str; 8] = [
    "阳光在两百米以下就几乎消失了。",
    "每下潜十米，压力大约增加一个大气压。",
    "深海生物大多依靠“海雪”为生，也就是从上层飘落的有机碎屑。",
    "声音在水中的速度约为 1500 m/s，比空气中快四倍多。",
    "马里亚纳海沟最深处约 10 900 米，温度只有 1–4 °C。",
    "许多鱼类自己发光，既为捕食，也为隐藏影子。",
    "热泉旁的细菌不靠阳光，而靠硫化氢获取能量。",
    "我们对月球表面的了解，胜过对海底的了解。",
];

const FORMULAS: [&str; 6] = [
    "p = p_0 + \\rho g h",
    "I(z) = I_0 e^{-kz}",
    "c \\approx 1449 + 4.6T - 0.055T^2",
    "\\frac{\\partial u}{\\partial t} + (u \\cdot \\nabla) u = -\\frac{1}{\\rho} \\nabla p",
    "\\sum_{i=1}^{n} x_i^2 \\ge \\frac{1}{n} \\left( \\sum_{i=1}^{n} x_i \\right)^2",
    "\\int_0^h \\rho(z)\\, g \\, dz",
];

const THOUGHTS: [&str; 8] = [
    "Let me see what is really asked here.",
    "The simple reading is probably the right one.",
    "I should check the units before going on.",
    "One case is still open: what if the list is empty?",
    "An example will say more than a definition.",
    "That contradicts what I assumed above, so back one step.",
    "先想清楚问题，再回答。",
    "Good, both ways lead to the same number.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_answer_has_exactly_the_tokens_asked_for() {
        for count in [0, 1, 7, 200, 2000] {
            assert_eq!(tokens(count, 7).len(), count);
            assert_eq!(thoughts(count, 7).len(), count);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_text_and_another_seed_another() {
        assert_eq!(tokens(500, 7), tokens(500, 7));
        assert_ne!(tokens(500, 7), tokens(500, 8));
    }

    #[test]
    fn a_long_answer_mixes_all_kinds_and_leaves_nothing_open() {
        let text = tokens(3000, 7).concat();
        for sign in ["## ", "```", "| --: |", "$$", "> ", "1. ", "- ", "深海", "`"] {
            assert!(text.contains(sign), "{sign} is missing");
        }
        assert_eq!(text.matches("```").count() % 2, 0, "every fence is closed");
    }
}
