//! What parameters look like on the wire: the functions that generated crates write them with (`OpenAPI` 3.0.3, "Style Values").

use serde_json::{Value, json};

mod request {
    #[derive(Debug)]
    pub(super) struct EncodeError(pub(super) String);

    impl EncodeError {
        pub(super) fn new(problem: impl std::fmt::Display) -> Self {
            Self(problem.to_string())
        }
    }
}

mod runtime {
    include!("../../src/runtime/parameters/values.rs");
    include!("../../src/runtime/parameters/escape.rs");
    include!("../../src/runtime/parameters/path.rs");
    include!("../../src/runtime/parameters/query.rs");
}

fn query(value: &Value, explode: bool) -> String {
    let mut path = "/a".to_owned();
    runtime::query(&mut path, "x y", value, explode).unwrap();
    path
}

fn path(value: &Value) -> Result<String, String> {
    let mut path = "/a/{b}/c".to_owned();
    let written = runtime::path(&mut path, "b", value);
    written.map(|()| path).map_err(|error| error.0)
}

#[test]
fn of_a_query() {
    for (value, exploded, joined) in [
        (json!(null), "/a", "/a"),
        (json!([]), "/a", "/a"),
        (json!({}), "/a", "/a"),
        (json!(""), "/a?x%20y=", "/a?x%20y="),
        (json!(true), "/a?x%20y=true", "/a?x%20y=true"),
        (json!("a&b=c"), "/a?x%20y=a%26b%3Dc", "/a?x%20y=a%26b%3Dc"),
        (
            json!(["1,2", 3]),
            "/a?x%20y=1%2C2&x%20y=3",
            "/a?x%20y=1%2C2,3",
        ),
        (
            json!({"b": "c,d", "e": 1}),
            "/a?b=c%2Cd&e=1",
            "/a?x%20y=b,c%2Cd,e,1",
        ),
    ] {
        assert_eq!(query(&value, true), exploded, "{value}");
        assert_eq!(query(&value, false), joined, "{value}");
    }
    let mut twice = query(&json!(1), true);
    runtime::query(&mut twice, "z", &json!(["a", "b"]), true).unwrap();
    assert_eq!(twice, "/a?x%20y=1&z=a&z=b");
}

#[test]
fn of_a_path() {
    for (value, expected) in [
        (json!("x/y"), "/a/x%2Fy/c"),
        (json!(5), "/a/5/c"),
        (json!(["1,2", "3"]), "/a/1%2C2,3/c"),
        (json!({"d": 1, "e": "f"}), "/a/d,1,e,f/c"),
        (json!(["", "a"]), "/a/,a/c"),
        (json!("..."), "/a/.../c"),
    ] {
        assert_eq!(path(&value).unwrap(), expected, "{value}");
    }
    for value in [json!(""), json!([]), json!(null), json!("."), json!("..")] {
        let problem = path(&value).unwrap_err();
        assert!(
            problem.contains("`b` is `") && problem.contains("no path can hold"),
            "{value}: {problem}"
        );
    }
}
