//! How much code there is to read.

/// Lines that are neither blank nor a comment.
pub(crate) fn of_code(text: &str) -> usize {
    let is_code = |line: &&str| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with("//")
    };
    text.lines().filter(is_code).count()
}

#[cfg(test)]
mod tests {
    #[test]
    fn comments_and_blanks_do_not_count() {
        assert_eq!(super::of_code("//! a\n\n/// b\nfn c() { // d\n  }\n"), 2);
    }
}
