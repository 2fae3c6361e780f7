//! A picture of the screen, and whether a page is painted on it.

use std::collections::HashSet;

/// Fewer shades than this in the middle of the screen are an empty window. Letters with soft edges have many more.
const SHADES_OF_WRITING: usize = 12;

/// Eight bits a colour, three colours a pixel, row by row.
pub(crate) struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Picture {
    /// Reads the binary PPM that `import` writes (`P6 WIDTH HEIGHT 255`, one white space, pixels).
    pub(crate) fn from_ppm(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let mut word = || {
            let start = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
            let word = rest.get(start..)?;
            let end = word.iter().position(u8::is_ascii_whitespace)?;
            let (found, after) = word.split_at_checked(end)?;
            rest = after.get(1..)?;
            std::str::from_utf8(found).ok().map(str::to_owned)
        };
        if word()? != "P6" {
            return None;
        }
        let width: usize = word()?.parse().ok()?;
        let height: usize = word()?.parse().ok()?;
        if word()? != "255" {
            return None;
        }
        let size = width.checked_mul(height)?.checked_mul(3)?;
        Some(Self { width, height, pixels: rest.get(..size)?.to_vec() })
    }

    /// Whether the middle of the screen has the many shades of painted letters. Title bars lie outside the middle.
    pub(crate) fn has_writing_in_the_middle(&self) -> bool {
        let mut shades = HashSet::new();
        for row in self.pixels.chunks_exact((self.width * 3).max(1)).skip(self.height / 5).take(self.height * 3 / 5) {
            for pixel in row.chunks_exact(3).skip(self.width / 5).take(self.width * 3 / 5) {
                shades.insert(pixel);
                if shades.len() > SHADES_OF_WRITING {
                    return true;
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ppm(width: usize, height: usize, shade: impl Fn(usize, usize) -> u8) -> Vec<u8> {
        let mut bytes = format!("P6\n{width} {height}\n255\n").into_bytes();
        for y in 0..height {
            for x in 0..width {
                bytes.extend([shade(x, y); 3]);
            }
        }
        bytes
    }

    #[test]
    fn an_empty_window_is_not_painted() {
        let picture = Picture::from_ppm(&ppm(100, 80, |_, _| 250)).unwrap();
        assert!(!picture.has_writing_in_the_middle());
    }

    #[test]
    fn a_title_bar_alone_is_not_a_page() {
        let bytes = ppm(100, 80, |x, y| if y < 10 { u8::try_from(x).unwrap() } else { 250 });
        assert!(!Picture::from_ppm(&bytes).unwrap().has_writing_in_the_middle());
    }

    #[test]
    fn soft_letters_in_the_middle_are_a_page() {
        let bytes = ppm(100, 80, |x, y| if y == 40 { u8::try_from(x).unwrap() } else { 250 });
        assert!(Picture::from_ppm(&bytes).unwrap().has_writing_in_the_middle());
    }

    #[test]
    fn half_a_picture_is_none() {
        let mut bytes = ppm(10, 10, |_, _| 0);
        bytes.truncate(bytes.len() - 1);
        assert!(Picture::from_ppm(&bytes).is_none());
    }
}
