//! `validate()`: every limit of the document, one at a time and all at once.

use grid_api::chat::{
    ChatCompletionsRequest, PercentileThresholds, Price, ProviderPreferences, UserMessage,
};
use grid_api::messages::{InputMessage, MessagesRequest};
use grid_api::support::{Violations, decode_json};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::document::{
    CHAT, MESSAGES, Schema, Surface, additional, is_required, members, properties,
};

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Member(&'static str),
    Item,
    /// A member of a map, of this name.
    Entry,
    Branch(usize),
}

const ENTRY: &str = "k \"1\"";

/// A limit and where it holds.
struct Limit {
    steps: Vec<Step>,
    keyword: &'static str,
    schema: Schema,
}

const KEYWORDS: &[&str] = &[
    "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern", "multipleOf",
    "uniqueItems", "minProperties", "maxProperties", "exclusiveMinimum", "exclusiveMaximum",
];

/// Every limit below a schema. What contains itself is looked into once.
fn limits(surface: &Surface) -> Vec<Limit> {
    let mut all = Vec::new();
    below(surface, surface.request(), &mut Vec::new(), &mut Vec::new(), &mut |schema, steps| {
        for keyword in KEYWORDS.iter().filter(|keyword| schema.get(**keyword).is_some()) {
            all.push(Limit { steps: steps.to_vec(), keyword, schema });
        }
    });
    all
}

fn below(
    surface: &Surface,
    schema: Schema,
    steps: &mut Vec<Step>,
    within: &mut Vec<Schema>,
    visit: &mut impl FnMut(Schema, &[Step]),
) {
    let schema = surface.settle(schema);
    if within.iter().any(|outer| std::ptr::eq(*outer, schema)) {
        return;
    }
    within.push(schema);
    visit(schema, steps);
    let mut into = |inner: Schema, step: Step, within: &mut Vec<Schema>| {
        steps.push(step);
        below(surface, inner, steps, within, visit);
        steps.pop();
    };
    for (name, property) in properties(schema) {
        into(property, Step::Member(name), within);
    }
    if let Some(items) = schema.get("items") {
        into(items, Step::Item, within);
    }
    if let Some(inner) = additional(schema) {
        into(inner, Step::Entry, within);
    }
    for (index, member) in members(schema).iter().enumerate() {
        into(member, Step::Branch(index), within);
    }
    within.pop();
}

/// The least value that the schema takes.
fn least(surface: &Surface, schema: Schema) -> Value {
    let schema = surface.settle(schema);
    if let Some(member) = members(schema).first() {
        return least(surface, member);
    }
    if let Some(value) = schema["enum"].as_array().and_then(|values| values.first()) {
        return value.clone();
    }
    match schema["type"].as_str() {
        Some("object") => {
            let required = properties(schema).filter(|(name, _)| is_required(schema, name));
            let members = required.map(|(name, inner)| (name.to_owned(), least(surface, inner)));
            Value::Object(members.collect())
        }
        Some("array") => {
            let count = schema["minItems"].as_u64().unwrap_or(0);
            (0..count).map(|_| least(surface, &schema["items"])).collect()
        }
        Some("string") => "x".into(),
        Some("boolean") => false.into(),
        _ => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
    }
}

/// Puts a value at the end of the steps, and what is required on the way to it. False where something else is in the way.
fn put(surface: &Surface, root: &mut Value, schema: Schema, steps: &[Step], leaf: &Value) -> bool {
    let schema = surface.settle(schema);
    let Some((step, rest)) = steps.split_first() else {
        *root = leaf.clone();
        return true;
    };
    match step {
        Step::Branch(index) => {
            let member = surface.settle(&members(schema)[*index]);
            if !root.is_null() && surface.branch(schema, root) != Some(member) {
                return false;
            }
            put(surface, root, member, rest, leaf)
        }
        Step::Member(name) => {
            if root.is_null() {
                *root = least(surface, schema);
            }
            let slot = root.as_object_mut().unwrap().entry(*name).or_insert(Value::Null);
            if !rest.is_empty() && !slot.is_null() && is_leaf(slot) {
                return false;
            }
            put(surface, slot, &schema["properties"][name], rest, leaf)
        }
        Step::Entry => {
            let entries = root.as_object_mut();
            let mut object = entries.map(std::mem::take).unwrap_or_default();
            let slot = object.entry(ENTRY).or_insert(Value::Null);
            let put = put(surface, slot, additional(schema).unwrap(), rest, leaf);
            *root = object.into();
            put
        }
        Step::Item => {
            if root.as_array().is_none_or(Vec::is_empty) {
                *root = json!([null]);
            }
            put(surface, &mut root[0], &schema["items"], rest, leaf)
        }
    }
}

/// A value that was put here as the end of other steps: an array that is too short or too long.
fn is_leaf(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.len() != 1)
}

fn path(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Member(name) if path.is_empty() => path.push_str(name),
            Step::Member(name) => path = format!("{path}.{name}"),
            Step::Item => path.push_str("[0]"),
            Step::Entry => path = format!("{path}[{ENTRY:?}]"),
            Step::Branch(_) => {}
        }
    }
    path
}

/// A value one step beyond the limit, one at it, and the violation's own words for both.
struct Probe {
    beyond: Value,
    at: Value,
    limit: String,
    found: String,
}

fn probe(surface: &Surface, limit: &Limit) -> Probe {
    let bound = &limit.schema[limit.keyword];
    let count = bound.as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    let items = |count: usize| -> Value {
        (0..count).map(|_| least(surface, &limit.schema["items"])).collect()
    };
    // Two bytes each: characters are counted, not bytes.
    let text = |count: usize| -> Value { "ä".repeat(count).into() };
    let number = |by: i64| match (limit.schema["type"].as_str(), bound.as_i64()) {
        (Some("integer"), Some(bound)) => json!(bound + by),
        #[allow(clippy::cast_precision_loss)] // a small number
        _ => json!(bound.as_f64().unwrap() + by as f64 / 4.0),
    };
    let unit = |word: &str, count: usize| format!("{count} {word}");
    match limit.keyword {
        "minimum" => Probe {
            beyond: number(-1),
            at: number(0),
            limit: format!("at least {bound}"),
            found: number(-1).to_string(),
        },
        "maximum" => Probe {
            beyond: number(1),
            at: number(0),
            limit: format!("at most {bound}"),
            found: number(1).to_string(),
        },
        "minItems" => Probe {
            beyond: items(count - 1),
            at: items(count),
            limit: format!("at least {}", unit("items", count)),
            found: unit("items", count - 1),
        },
        "maxItems" => Probe {
            beyond: items(count + 1),
            at: items(count),
            limit: format!("at most {}", unit("items", count)),
            found: unit("items", count + 1),
        },
        "maxLength" => Probe {
            beyond: text(count + 1),
            at: text(count),
            limit: format!("at most {}", unit("characters", count)),
            found: unit("characters", count + 1),
        },
        other => panic!("`{other}` is new: say here how it is violated"),
    }
}

type Validate = fn(&str) -> Result<Result<(), Violations>, grid_api::DecodeError>;

fn chat(text: &str) -> Result<Result<(), Violations>, grid_api::DecodeError> {
    decode_json::<ChatCompletionsRequest>(text.as_bytes()).map(|request| request.validate())
}

fn messages(text: &str) -> Result<Result<(), Violations>, grid_api::DecodeError> {
    decode_json::<MessagesRequest>(text.as_bytes()).map(|request| request.validate())
}

fn surfaces() -> [(&'static Surface, Validate, usize); 2] {
    // The counts are of the document as it stands; a limit more is a line less to doubt.
    [(&CHAT, chat, 22), (&MESSAGES, messages, 3)]
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
                assert!(put(surface, &mut root, surface.request(), &limit.steps, leaf));
                root.to_string()
            };
            assert_eq!(validate(&build(&probe.at)).unwrap(), Ok(()), "{path} at its limit");
            match validate(&build(&probe.beyond)) {
                Ok(Err(violations)) => {
                    let [violation] = violations.as_slice() else {
                        panic!("{path}: {violations}")
                    };
                    assert_eq!(violation.path, path);
                    assert_eq!(plain(&violation.limit), plain(&probe.limit), "{path}");
                    assert_eq!(plain(&violation.found), plain(&probe.found), "{path}");
                }
                // Where the least value is 0, the type itself holds none below.
                Err(error) => {
                    assert_eq!((limit.keyword, limit.schema["minimum"].as_i64()), ("minimum", Some(0)));
                    assert_eq!(error.path(), path, "{error}");
                }
                Ok(Ok(())) => panic!("{path}: {} is taken, {}", probe.beyond, probe.limit),
            }
        }
    }
}

/// `2.0` and `2` are one number, `1 items` and `1 item` one count.
fn plain(text: &str) -> String {
    text.replace(".0", "").replace("1 items", "1 item").replace("1 characters", "1 character")
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
            if put(surface, &mut root, surface.request(), &limit.steps, &probe(surface, &limit).beyond) {
                expected.push(path);
            }
        }
        let violations = validate(&root.to_string()).unwrap().unwrap_err();
        let mut found: Vec<&str> = violations.as_slice().iter().map(|v| v.path.as_str()).collect();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected);
        for path in expected {
            assert!(violations.to_string().contains(&format!("{path}: ")), "{violations}");
        }
    }
}

/// Where the request holds a number that need not be whole.
fn numbers(surface: &Surface) -> Vec<String> {
    let mut all = Vec::new();
    below(surface, surface.request(), &mut Vec::new(), &mut Vec::new(), &mut |schema, steps| {
        if schema["type"] == "number" {
            all.push(path(steps));
        }
    });
    all.sort();
    all.dedup();
    all
}

const NOT_FINITE: [f64; 3] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];

#[test]
fn chat_numbers_are_finite() {
    let request = || ChatCompletionsRequest::new([UserMessage::new("Hi")]);
    let price = |price: Price| request().provider(ProviderPreferences::new().max_price(price));
    let least = |least: PercentileThresholds| {
        request().provider(ProviderPreferences::new().preferred_min_throughput(least))
    };
    let most = |most: PercentileThresholds| {
        request().provider(ProviderPreferences::new().preferred_max_latency(most))
    };
    let p = PercentileThresholds::new;
    for value in NOT_FINITE {
        let all = [
            ("temperature", request().temperature(value)),
            ("top_p", request().top_p(value)),
            ("frequency_penalty", request().frequency_penalty(value)),
            ("presence_penalty", request().presence_penalty(value)),
            ("provider.max_price.prompt", price(Price::new().prompt(value))),
            ("provider.max_price.completion", price(Price::new().completion(value))),
            ("provider.max_price.request", price(Price::new().request(value))),
            ("provider.max_price.image", price(Price::new().image(value))),
            ("provider.max_price.audio", price(Price::new().audio(value))),
            (
                "provider.preferred_min_throughput",
                request().provider(ProviderPreferences::new().preferred_min_throughput(value)),
            ),
            ("provider.preferred_min_throughput.p50", least(p().p50(value))),
            ("provider.preferred_min_throughput.p75", least(p().p75(value))),
            ("provider.preferred_min_throughput.p90", least(p().p90(value))),
            ("provider.preferred_min_throughput.p99", least(p().p99(value))),
            (
                "provider.preferred_max_latency",
                request().provider(ProviderPreferences::new().preferred_max_latency(value)),
            ),
            ("provider.preferred_max_latency.p50", most(p().p50(value))),
            ("provider.preferred_max_latency.p75", most(p().p75(value))),
            ("provider.preferred_max_latency.p90", most(p().p90(value))),
            ("provider.preferred_max_latency.p99", most(p().p99(value))),
        ];
        let mut tested: Vec<&str> = all.iter().map(|(path, _)| *path).collect();
        tested.sort_unstable();
        assert_eq!(tested, numbers(&CHAT));
        for (path, request) in all {
            one_not_finite(path, value, request.validate());
        }
    }
}

#[test]
fn messages_numbers_are_finite() {
    let request = || MessagesRequest::new("m", 1, [InputMessage::new("user", "Hi")]);
    for value in NOT_FINITE {
        let all = [("temperature", request().temperature(value)), ("top_p", request().top_p(value))];
        assert_eq!(all.clone().map(|(path, _)| path.to_owned()).to_vec(), numbers(&MESSAGES));
        for (path, request) in all {
            one_not_finite(path, value, request.validate());
        }
    }
}

/// One violation, of the value being no number; a bound that an infinity also breaks is not a second one.
fn one_not_finite(path: &str, value: f64, answer: Result<(), Violations>) {
    let violations = answer.expect_err(path);
    let [violation] = violations.as_slice() else { panic!("{path}: {value} gives {violations}") };
    assert_eq!(violation.path, path);
    assert_eq!(violation.limit, "a finite number");
    assert_eq!(violation.found, value.to_string());
}

#[test]
fn a_request_within_its_limits_is_valid() {
    let text = json!({"messages": [{"role": "user", "content": "Hi"}], "logit_bias": Map::new()});
    assert_eq!(chat(&text.to_string()).unwrap(), Ok(()));
    for (surface, validate, _) in surfaces() {
        assert_eq!(validate(&least(surface, surface.request()).to_string()).unwrap(), Ok(()));
    }
}
