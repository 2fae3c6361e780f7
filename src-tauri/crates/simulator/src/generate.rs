//! Generated text.
pub(crate) fn tokens(count: usize, _seed: u64) -> Vec<String> {
    vec![" sea".to_owned(); count]
}
pub(crate) fn thoughts(count: usize, _seed: u64) -> Vec<String> {
    vec![" hm".to_owned(); count]
}
