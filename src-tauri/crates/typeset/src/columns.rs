//! How wide the columns of a table are.

/// The letters of the longest word; a Chinese character is a word of two.
pub(crate) fn longest_word(text: &str) -> f32 {
    let longest = text
        .split(|c: char| c.is_whitespace() || crate::fonts::is_chinese(c))
        .map(|word| word.chars().count())
        .max()
        .unwrap_or(0);
    f32::from(u16::try_from(longest.clamp(2, 24)).unwrap_or(24))
}

/// Every column gets its wish where there is room, else its least and a share of what is left.
pub(crate) fn shared(width: f32, wished: &[f32], least: &[f32]) -> Vec<f32> {
    let (all, bottom): (f32, f32) = (wished.iter().sum(), least.iter().sum());
    if all <= width {
        return wished.to_vec();
    }
    if bottom >= width {
        return least.iter().map(|least| least * width / bottom).collect();
    }
    let (room, wish) = (width - bottom, all - bottom);
    wished.iter().zip(least).map(|(wished, least)| least + (wished - least) * room / wish).collect()
}

/// The letters of the longest line of a text; a Chinese character counts as two.
pub(crate) fn letters(text: &str) -> f32 {
    let of_line = |line: &str| line.chars().map(|c| if crate::fonts::is_chinese(c) { 2 } else { 1 }).sum::<u32>();
    let most = text.lines().map(of_line).max().unwrap_or(0);
    f32::from(u16::try_from(most).unwrap_or(u16::MAX))
}
