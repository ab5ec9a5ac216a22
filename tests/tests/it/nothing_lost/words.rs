//! Texts as their words, whatever the Markdown around them.

/// Whether the docs hold the text, word after word.
pub(super) fn contain(docs: &str, text: &str) -> bool {
    let (docs, text) = (words(docs), words(text));
    !text.is_empty() && format!(" {docs} ").contains(&format!(" {text} "))
}

fn words(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("```"));
    let kept = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    let text: String = lines
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .map(kept)
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn markdown_does_not_matter_and_words_do() {
    assert!(contain(
        "a \\<b> [c](https://d.e)\n`f`, g.\nmore",
        "b c https://d.e f g"
    ));
    assert!(!contain("the words", "word"));
    assert!(!contain("two words", "words two"));
    assert!(contain("a\n```text\nb\n```\nc", "a\n```\nb\n```\nc"));
}
