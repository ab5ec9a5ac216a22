//! JSON texts with their members in an order of the test's choice.

use serde_json::Value;

/// Where the members that tell unions apart stand in their objects.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tags {
    First,
    Last,
}

/// The text, with tags where the test wants them.
pub(crate) fn with_tags(value: &Value, tags: Tags) -> String {
    ordered(value, &mut |members| {
        members.sort_by_key(|(name, _)| {
            let is_tag = matches!(name.as_str(), "type" | "role");
            (is_tag != matches!(tags, Tags::First), (*name).clone())
        });
    })
}

/// The text, with each object's members as `order` leaves them.
pub(crate) fn ordered(
    value: &Value,
    order: &mut impl FnMut(&mut Vec<(&String, &Value)>),
) -> String {
    match value {
        Value::Object(object) => {
            let mut members: Vec<_> = object.iter().collect();
            order(&mut members);
            let members: Vec<String> = members
                .into_iter()
                .map(|(name, value)| {
                    format!("{}:{}", Value::from(name.as_str()), ordered(value, order))
                })
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| ordered(item, order)).collect();
            format!("[{}]", items.join(","))
        }
        other => other.to_string(),
    }
}
