//! Each rule: a case that fails, and its twin that passes and differs in one thing.

use super::*;
use crate::overlay::parse;
use crate::problem::Source;
use serde_json::json;

fn overlay(file: &str, actions: impl IntoIterator<Item = Value>) -> Overlay {
    let actions: Vec<Value> = actions
        .into_iter()
        .map(|mut action| {
            action["description"] = json!("why");
            action["x-source"] = json!("where");
            action
        })
        .collect();
    let overlay =
        json!({"overlay": "1.0.0", "info": {"title": "T", "version": "1"}, "actions": actions});
    let text = overlay.to_string();
    parse(Source {
        name: file,
        text: &text,
    })
    .unwrap()
}

fn applied<const N: usize>(document: Value, actions: [Value; N]) -> Result<Value, Vec<String>> {
    match apply(document, "d.json", &[overlay("o.yaml", actions)]) {
        Ok(applied) => Ok(applied.value),
        Err(problems) => Err(problems.iter().map(ToString::to_string).collect()),
    }
}

#[track_caller]
fn refused<const N: usize>(document: Value, actions: [Value; N], parts: &[&str]) {
    let problems = applied(document, actions).expect_err("refused");
    assert_eq!(problems.len(), 1, "{problems:?}");
    for part in parts {
        assert!(problems[0].contains(part), "{} in {}", part, problems[0]);
    }
}

#[test]
fn new_leaves_are_merged_deeply_and_in_order() {
    let document = json!({"a": {"b": {"c": 1}}});
    let update = json!({"target": "$.a", "update": {"b": {"d": [2]}, "e": {"f": null}}});
    assert_eq!(
        applied(document, [update]).unwrap().to_string(),
        r#"{"a":{"b":{"c":1,"d":[2]},"e":{"f":null}}}"#
    );
}

#[test]
fn a_target_that_selects_nothing() {
    let update = json!({"target": "$.a.x", "update": {"b": 1}});
    let parts = ["o.yaml: action 1, target $.a.x: the target selects nothing"];
    refused(json!({"a": {}}), [update.clone()], &parts);
    assert!(applied(json!({"a": {"x": {}}}), [update]).is_ok());
}

#[test]
fn a_leaf_that_the_document_says_itself() {
    let update = json!({"target": "$.a", "update": {"b": {"c": 1}}});
    let parts = ["action 1, target $.a, at /a/b/c: d.json now says 1 itself"];
    refused(json!({"a": {"b": {"c": 1}}}), [update.clone()], &parts);
    let parts = ["at /a/b/c: d.json says it differently: it has 2, the action 1"];
    refused(json!({"a": {"b": {"c": 2}}}), [update.clone()], &parts);
    let parts = ["at /a/b: d.json says it differently: it has \"x\", the action {\"c\":1}"];
    refused(json!({"a": {"b": "x"}}), [update.clone()], &parts);
    assert!(applied(json!({"a": {"b": {"d": 1}}}), [update]).is_ok());
}

#[test]
fn a_premise_lets_a_leaf_be_replaced() {
    let update = json!({"target": "$.a", "update": {"b": 1}, "x-premise": {"b": 2}});
    assert_eq!(
        applied(json!({"a": {"b": 2, "c": 3}}), [update.clone()]).unwrap(),
        json!({"a": {"b": 1, "c": 3}})
    );
    let parts = ["at /a/b: the premise no longer holds: it says 2, d.json has 1"];
    refused(json!({"a": {"b": 1}}), [update.clone()], &parts);
    let parts = ["at /a/b: the premise no longer holds: it says 2, d.json has nothing"];
    refused(json!({"a": {}}), [update], &parts);
    let whole = json!({"target": "$.a", "update": "new", "x-premise": "old"});
    assert_eq!(
        applied(json!({"a": "old"}), [whole]).unwrap(),
        json!({"a": "new"})
    );
    let same = json!({"target": "$.a", "update": "old", "x-premise": "old"});
    refused(json!({"a": "old"}), [same], &["now says \"old\" itself"]);
}

#[test]
fn a_premise_covers_only_what_it_names() {
    let update = json!({"target": "$.a", "update": {"b": 1, "c": 1}, "x-premise": {"b": 2}});
    let parts = ["at /a/c: d.json says it differently"];
    refused(json!({"a": {"b": 2, "c": 2}}), [update.clone()], &parts);
    assert!(applied(json!({"a": {"b": 2}}), [update]).is_ok());
}

#[test]
fn a_premise_is_checked_at_every_place() {
    let update = json!({"target": "$.a.*", "update": {"t": 1}, "x-premise": {"t": 0}});
    let parts = ["at /a/y/t: the premise no longer holds"];
    refused(
        json!({"a": {"x": {"t": 0}, "y": {"t": 5}}}),
        [update.clone()],
        &parts,
    );
    let document = json!({"a": {"x": {"t": 0}, "y": {"t": 0}}});
    assert_eq!(
        applied(document, [update]).unwrap(),
        json!({"a": {"x": {"t": 1}, "y": {"t": 1}}})
    );
}

#[test]
fn an_update_beside_a_reference() {
    let update = json!({"target": "$.a.s", "update": {"x-name": "S"}});
    let document = json!({"a": {"s": {"$ref": "#/c/S"}}});
    refused(
        document.clone(),
        [update.clone()],
        &["at /a/s: the update lands beside a `$ref` to \"#/c/S\""],
    );
    assert!(applied(json!({"a": {"s": {"type": "string"}}}), [update]).is_ok());
    let deeper = json!({"target": "$.a", "update": {"s": {"x-name": "S"}}});
    refused(
        document.clone(),
        [deeper],
        &["at /a/s: the update lands beside a `$ref`"],
    );
    let other =
        json!({"target": "$.a.s", "update": {"$ref": "#/c/T"}, "x-premise": {"$ref": "#/c/S"}});
    assert_eq!(
        applied(document, [other]).unwrap(),
        json!({"a": {"s": {"$ref": "#/c/T"}}})
    );
    let onto = json!({"target": "$.a.s", "update": {"$ref": "#/c/T"}});
    refused(
        json!({"a": {"s": {"type": "string"}}}),
        [onto.clone()],
        &["puts a `$ref` beside other members"],
    );
    assert!(applied(json!({"a": {"s": {}}}), [onto]).is_ok());
}

#[test]
fn arrays_are_never_merged() {
    let update = json!({"target": "$.a", "update": {"l": [2]}});
    refused(
        json!({"a": {"l": [1]}}),
        [update.clone()],
        &["at /a/l: an array onto an array"],
    );
    let with_premise = json!({"target": "$.a", "update": {"l": [2]}, "x-premise": {"l": [1]}});
    refused(
        json!({"a": {"l": [1]}}),
        [with_premise],
        &["an array onto an array"],
    );
    assert!(applied(json!({"a": {}}), [update]).is_ok());
    let direct = json!({"target": "$.a", "update": [2]});
    refused(
        json!({"a": [1]}),
        [direct],
        &["at /a: an array onto an array"],
    );
    let replaced = [
        json!({"target": "$.a.l", "remove": true, "x-premise": [1]}),
        json!({"target": "$.a", "update": {"l": [2]}}),
    ];
    assert_eq!(
        applied(json!({"a": {"l": [1]}}), replaced).unwrap(),
        json!({"a": {"l": [2]}})
    );
}

#[test]
fn an_entry_is_appended_to_an_array_once() {
    let update = json!({"target": "$.p", "update": {"name": "n", "in": "query", "x": 1}});
    let fresh = json!({"p": [{"name": "n", "in": "path"}]});
    assert_eq!(applied(fresh, [update.clone()]).unwrap()["p"][1]["x"], 1);
    let differs = json!({"p": [{"name": "n", "in": "query", "x": 2}]});
    refused(
        differs,
        [update.clone()],
        &["at /p/0: d.json says it differently"],
    );
    let same = json!({"p": [{"x": 1, "name": "n", "in": "query"}]});
    refused(same, [update.clone()], &["at /p/0: d.json now says"]);
    refused(
        json!({"p": []}),
        [update.clone(), update],
        &["action 2", "action 1 of o.yaml has set this"],
    );
}

#[test]
fn removing_wants_the_whole_old_value() {
    let removal = json!({"target": "$.a.b", "remove": true, "x-premise": {"c": 1}});
    assert_eq!(
        applied(
            json!({"z": 1, "a": {"x": 1, "b": {"c": 1}, "y": 2}}),
            [removal.clone()]
        )
        .unwrap()
        .to_string(),
        r#"{"z":1,"a":{"x":1,"y":2}}"#
    );
    let parts = [
        "at /a/b: the premise no longer holds: it says {\"c\":1}, the document has {\"c\":1,\"d\":2}",
    ];
    refused(json!({"a": {"b": {"c": 1, "d": 2}}}), [removal], &parts);
    let root = json!({"target": "$", "remove": true, "x-premise": {}});
    refused(json!({}), [root], &["the whole document"]);
    let many = json!({"target": "$.l[?@ == 1]", "remove": true, "x-premise": 1});
    assert_eq!(
        applied(json!({"l": [1, 2, 1, 3, 1]}), [many]).unwrap(),
        json!({"l": [2, 3]})
    );
}

#[test]
fn two_of_our_actions_may_not_disagree_or_repeat() {
    let first = json!({"target": "$.a", "update": {"b": {"c": 1}}});
    let again = json!({"target": "$.a.b", "update": {"c": 1}});
    let other = json!({"target": "$.a.b", "update": {"c": 2}, "x-premise": {"c": 1}});
    let parts = ["action 2, target $.a.b, at /a/b/c: action 1 of o.yaml has set this to 1"];
    refused(json!({"a": {}}), [first.clone(), again], &parts);
    refused(json!({"a": {}}), [first.clone(), other], &parts);
    let removal = json!({"target": "$.a", "remove": true, "x-premise": {"b": {"c": 1}}});
    refused(
        json!({"a": {}}),
        [first.clone(), removal],
        &["action 1 of o.yaml has put this in"],
    );
    let inside = json!({"target": "$.a.b", "update": {"d": 2}});
    assert_eq!(
        applied(json!({"a": {}}), [first, inside]).unwrap(),
        json!({"a": {"b": {"c": 1, "d": 2}}})
    );
}

#[test]
fn all_problems_come_at_once_and_a_failed_action_changes_nothing() {
    let actions = [
        json!({"target": "$.x", "update": {"b": 1}}),
        json!({"target": "$.a", "update": {"new": 1, "b": 2, "c": 3}}),
        json!({"target": "$.a.new", "update": {"d": 1}}),
    ];
    let problems = applied(json!({"a": {"b": 1, "c": 1}}), actions).unwrap_err();
    assert_eq!(problems.len(), 4, "{problems:?}");
    assert!(problems[1].contains("at /a/b") && problems[2].contains("at /a/c"));
    assert!(problems[3].contains("action 3, target $.a.new: the target selects nothing"));
}

#[test]
fn origins_and_actions_without_effect() {
    let first = overlay(
        "1.yaml",
        [
            json!({"target": "$.a", "update": {"b": {"c": 1}}}),
            json!({"target": "$.a", "update": {}}),
            json!({"target": "$", "update": {"a": {"b": {}}}}),
        ],
    );
    let second = overlay(
        "2.yaml",
        [
            json!({"target": "$.a.b", "update": {"d": {"e": 1}}}),
            json!({"target": "$.l", "update": "x"}),
            json!({"target": "$.l[?@ == 'y']", "remove": true, "x-premise": "y"}),
        ],
    );
    let applied = apply(json!({"a": {}, "l": ["y"]}), "d", &[first, second]).unwrap();
    assert_eq!(
        applied.value,
        json!({"a": {"b": {"c": 1, "d": {"e": 1}}}, "l": ["x"]})
    );
    let of = |pointer| {
        applied
            .origins
            .origin_of(pointer)
            .map(|origin| (origin.file.as_str(), origin.number))
    };
    assert_eq!(of("/a"), None);
    assert_eq!(of("/a/b/c"), Some(("1.yaml", 1)));
    assert_eq!(of("/a/b/d/e"), Some(("2.yaml", 1)));
    assert_eq!(of("/l/0"), Some(("2.yaml", 2)));
    let idle: Vec<usize> = applied
        .without_effect
        .iter()
        .map(|origin| origin.number)
        .collect();
    assert_eq!(idle, [2, 3]);
}

#[test]
fn places_inside_one_another_never_panic() {
    let replace = json!({"target": "$..t", "update": "x", "x-premise": {"t": "y"}});
    refused(
        json!({"t": {"t": "y"}}),
        [replace],
        &["the premise no longer holds"],
    );
    let nested = json!({"target": "$..[?@.t]", "update": {"t": 1}, "x-premise": {"t": {}}});
    let problems = applied(json!({"a": {"t": {"t": {}}}}), [nested]).unwrap_err();
    assert!(problems[0].contains("at /a/t: the premise states {}, which is only a part"));
}

#[test]
fn three_hundred_actions_take_milliseconds() {
    let mut properties = serde_json::Map::new();
    let mut actions = Vec::new();
    for index in 0..300 {
        properties.insert(format!("p{index}"), json!({"type": "string"}));
        let target = format!("$.components.schemas['A'].properties.p{index}");
        actions.push(json!({"target": target, "update": {"description": "text"}}));
    }
    let document = json!({"components": {"schemas": {"A": {"properties": properties}}}});
    let overlay = overlay("o.yaml", actions);
    let start = std::time::Instant::now();
    let applied = apply(document, "d", &[overlay]).unwrap();
    let took = start.elapsed();
    assert!(applied.without_effect.is_empty());
    assert!(took.as_millis() < 200, "{took:?}, without optimisation");
    println!("300 actions: {took:?}");
}
