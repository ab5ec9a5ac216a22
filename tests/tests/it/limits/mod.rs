//! `validate()`: every limit of the document, one at a time and all at once.

mod finite;
mod walk;

use grid_api::chat::ChatCompletionsRequest;
use grid_api::messages::MessagesRequest;
use grid_api::support::{Violations, decode_json};
use serde_json::{Map, Value, json};

use crate::document::{CHAT, MESSAGES, Surface};
use walk::{least, limits, path, probe, put};

type Validate = fn(&str) -> Result<Result<(), Violations>, grid_api::DecodeError>;

fn chat(text: &str) -> Result<Result<(), Violations>, grid_api::DecodeError> {
    decode_json::<ChatCompletionsRequest>(text.as_bytes()).map(|request| request.validate())
}

fn messages(text: &str) -> Result<Result<(), Violations>, grid_api::DecodeError> {
    decode_json::<MessagesRequest>(text.as_bytes()).map(|request| request.validate())
}

fn surfaces() -> [(&'static Surface, Validate, usize); 2] {
    // The counts are of the document as it stands; a limit more is a line less to doubt.
    [(&CHAT, chat, 21), (&MESSAGES, messages, 3)]
}

#[test]
fn each_limit_alone() {
    for (surface, validate, count) in surfaces() {
        let limits = limits(surface);
        assert!(limits.len() >= count, "{} limits", limits.len());
        for limit in &limits {
            let (probe, path) = (probe(surface, limit), path(&limit.steps));
            let build = |leaf: &Value| {
                let mut root = least(surface, surface.request());
                assert!(put(
                    surface,
                    &mut root,
                    surface.request(),
                    &limit.steps,
                    leaf
                ));
                root.to_string()
            };
            assert_eq!(
                validate(&build(&probe.at)).unwrap(),
                Ok(()),
                "{path} at its limit"
            );
            match validate(&build(&probe.beyond)) {
                Ok(Err(violations)) => {
                    let [violation] = violations.as_slice() else {
                        panic!("{path}: {violations}")
                    };
                    assert_eq!(violation.path, path);
                    // A range is said whole.
                    let said = plain(&violation.limit);
                    assert!(
                        said.contains(&plain(&probe.limit)),
                        "{path}: {said:?} does not say {:?}",
                        probe.limit
                    );
                    assert_eq!(plain(&violation.found), plain(&probe.found), "{path}");
                }
                // Where the least value is 0, the type itself holds none below.
                Err(error) => {
                    assert_eq!(
                        (limit.keyword, limit.schema["minimum"].as_i64()),
                        ("minimum", Some(0))
                    );
                    assert_eq!(error.path(), path, "{error}");
                }
                Ok(Ok(())) => panic!("{path}: {} is taken, {}", probe.beyond, probe.limit),
            }
        }
    }
}

/// `2.0` and `2` are one number, `1 items` and `1 item` one count.
fn plain(text: &str) -> String {
    text.replace(".0", "")
        .replace("1 items", "1 item")
        .replace("1 characters", "1 character")
}

#[test]
fn all_at_once_are_all_reported() {
    for (surface, validate, _) in surfaces() {
        let mut root = least(surface, surface.request());
        let mut expected = Vec::new();
        for limit in limits(surface) {
            // Of two limits of one place one is enough; and a place that the type itself holds cannot be violated.
            let path = path(&limit.steps);
            let held = limit.schema["type"] == "integer" && limit.schema["minimum"] == 0;
            if expected.contains(&path) || (held && limit.keyword == "minimum") {
                continue;
            }
            if put(
                surface,
                &mut root,
                surface.request(),
                &limit.steps,
                &probe(surface, &limit).beyond,
            ) {
                expected.push(path);
            }
        }
        let violations = validate(&root.to_string()).unwrap().unwrap_err();
        let mut found: Vec<&str> = violations
            .as_slice()
            .iter()
            .map(|v| v.path.as_str())
            .collect();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected);
        for path in expected {
            assert!(
                violations.to_string().contains(&format!("{path}: ")),
                "{violations}"
            );
        }
    }
}

#[test]
fn a_request_within_its_limits_is_valid() {
    let text = json!({"messages": [{"role": "user", "content": "Hi"}], "logit_bias": Map::new()});
    assert_eq!(chat(&text.to_string()).unwrap(), Ok(()));
    for (surface, validate, _) in surfaces() {
        assert_eq!(
            validate(&least(surface, surface.request()).to_string()).unwrap(),
            Ok(())
        );
    }
}
