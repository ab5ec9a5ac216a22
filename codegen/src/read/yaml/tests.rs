use crate::problem::Problem;
use crate::read::tests::read;
use serde_json::json;
use std::fmt::Write;

fn first(text: &str) -> Problem {
    read(text).expect_err(text).remove(0)
}

#[test]
fn values() {
    let text = "a: 'x'\nb: \"1\"\nc: |\n  two\n  lines\nd: [1, {e: null}]\n200: ok\n? q\n: r\n";
    let expected = json!({
        "a": "x", "b": "1", "c": "two\nlines\n", "d": [1, {"e": null}], "200": "ok", "q": "r"
    });
    assert_eq!(read(text).unwrap(), expected);
    assert_eq!(
        read("a: !!str 1\nb: !!int 2\nc: ! 3\nd: !!map {}\n").unwrap(),
        json!({"a": "1", "b": 2, "c": "3", "d": {}})
    );
}

#[test]
fn anchors_and_aliases() {
    let text = "a: &x {b: [1]}\nc: *x\nd: &y e\n*y : 1\n";
    assert_eq!(
        read(text).unwrap(),
        json!({"a": {"b": [1]}, "c": {"b": [1]}, "d": "e", "e": 1})
    );
}

#[test]
fn what_aliases_unfold_to_is_bounded() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        writeln!(text, "a{level}: &a{level} [{below}]").unwrap();
    }
    assert!(first(&text).what.contains("unfold to more than"));
    let mut text = String::from("a0: &a0 [x]\n");
    for level in 1..200 {
        writeln!(text, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
    }
    assert!(first(&text).what.contains("nested deeper"));
    assert!(first("a: &a [*a]\n").what.contains("not complete yet"));
    assert!(first("a: *nowhere\n").what.contains("not YAML"));
}

#[test]
fn equal_keys_are_all_reported() {
    let problems = read("a: 1\nb:\n  - c: 1\n    c: 2\na: 3\n").unwrap_err();
    assert_eq!(problems.len(), 2);
    assert_eq!(problems[0].position, Some((4, 5)));
    assert_eq!(problems[0].what, "the key at /b/0/c is given twice");
    assert_eq!(problems[1].what, "the key at /a is given twice");
}

#[test]
fn what_is_no_json_is_refused() {
    assert!(
        first("a: &x {b: 1}\nc:\n  <<: *x\n")
            .what
            .contains("merge keys")
    );
    assert_eq!(read("'<<': 1\n").unwrap(), json!({"<<": 1}));
    assert!(first("a: .inf\n").what.contains("JSON cannot hold"));
    assert!(first("a: !custom 1\n").what.contains("the tag `!custom`"));
    assert!(first("a: !!binary aGk=\n").what.contains("!!binary"));
    assert!(first("? [a, b]\n: 1\n").what.contains("not a text"));
    assert!(
        first("a: 1\n---\nb: 2\n")
            .what
            .contains("second YAML document")
    );
    assert!(first("# only a comment\n").what.contains("no value"));
}

#[test]
fn syntax_errors_have_line_and_column() {
    let problem = first("a: 1\nb: [1, 2\nc: 3\n");
    assert!(matches!(problem.position, Some((2.., _))), "{problem}");
    assert!(problem.what.starts_with("not YAML: "));
    assert_eq!(first("a: b: c\n").position, Some((1, 5)));
}

#[test]
fn deep_nesting_is_an_error_and_not_an_overflow() {
    let problem = first(&"[".repeat(100_000));
    assert!(matches!(problem.position, Some((1, _))), "{problem}");
    assert!(first(&"- ".repeat(100_000)).what.contains("nested deeper"));
    assert!(read(&format!("{}{}", "[".repeat(100), "]".repeat(100))).is_ok());
}

#[test]
fn a_text_cut_anywhere_never_panics() {
    let text = "a: &x {b: [1, 'é', \"\\u00e9\"], c: |-\n    t\n  }\nd: *x\n? q\n: !!str r\n- 1\n";
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let _ = read(&text[..end]);
    }
}
