//! Each class of change that tools for documents and for Rust code judge differently.

use super::*;

fn base() -> Vec<Item> {
    let of = Item::of;
    vec![
        of(
            Kind::Type,
            "chat::Request",
            "struct",
            "",
            "/schemas/Request",
        ),
        of(
            Kind::Method,
            "chat::Request::new()",
            "(messages: impl Into<Vec<Message>>) -> Self",
            "",
            "/schemas/Request",
        ),
        of(
            Kind::Field,
            "chat::Request.messages",
            "Vec<Message>",
            "minItems 1",
            "/schemas/Request/properties/messages",
        ),
        of(
            Kind::Field,
            "chat::Request.temperature",
            "Option<f64>",
            "minimum 0; maximum 2; default 1",
            "/schemas/Request/properties/temperature",
        ),
        of(Kind::Type, "chat::Choice", "struct", "", "/schemas/Choice"),
        of(
            Kind::Field,
            "chat::Choice.finish_reason",
            "Option<FinishReason>",
            "",
            "/schemas/Choice/properties/finish_reason",
        ),
        of(
            Kind::Type,
            "chat::FinishReason",
            "open enum",
            "",
            "/schemas/Choice/properties/finish_reason",
        ),
        of(
            Kind::Variant,
            "chat::FinishReason::Stop",
            "",
            "wire \"stop\"",
            "/schemas/Choice/properties/finish_reason/enum/0",
        ),
        of(
            Kind::Type,
            "chat::CreateError",
            "enum",
            "",
            "/paths/~1chat/post/responses",
        ),
        of(
            Kind::Variant,
            "chat::CreateError::NotFound",
            "(Response<ErrorResponse>)",
            "",
            "/paths/~1chat/post/responses/404",
        ),
        of(
            Kind::Function,
            "chat::create::decode()",
            "(StatusCode, HeaderMap, Bytes) -> Result<Completion, CreateError>",
            "",
            "/paths/~1chat/post",
        ),
        of(
            Kind::Constant,
            "servers::API",
            "&str",
            "value \"https://a.example/v1\"",
            "/servers/0",
        ),
    ]
}

fn find<'a>(items: &'a mut [Item], path: &str) -> &'a mut Item {
    items.iter_mut().find(|item| item.path == path).unwrap()
}

/// What became of the base when `edit` was made to it.
fn after(edit: impl FnOnce(&mut Vec<Item>)) -> Vec<Change> {
    let old = base();
    let mut new = base();
    edit(&mut new);
    diff(&old, &new)
}

fn one(changes: &[Change]) -> &Change {
    assert_eq!(changes.len(), 1, "{changes:#?}");
    &changes[0]
}

fn breaks(change: &Change) -> bool {
    matches!(change.breaks, Breaks::Yes(_))
}

#[test]
fn nothing_changed() {
    assert_eq!(after(|_| {}), []);
}

#[test]
fn order_and_place_are_no_change() {
    let changes = after(|items| {
        items.reverse();
        find(items, "chat::Choice").pointer = "/components/schemas/Choice".into();
    });
    assert_eq!(changes, []);
}

#[test]
fn operation_id_removed() {
    let changes = after(|items| items.retain(|item| item.kind != Kind::Function));
    let change = one(&changes);
    assert!(breaks(change));
    assert_eq!(change.step, Step::Removed);
    assert_eq!(change.subject, Subject::Item(Kind::Function));
    assert_eq!(change.pointer, "/paths/~1chat/post");
}

#[test]
fn schema_removed_is_told_once() {
    let changes = after(|items| items.retain(|item| !item.path.starts_with("chat::Choice")));
    let change = one(&changes);
    assert!(breaks(change));
    assert_eq!(
        change.to_string(),
        "type removed: chat::Choice: struct with 1 field"
    );
}

#[test]
fn response_property_became_required() {
    let changes = after(|items| {
        find(items, "chat::Choice.finish_reason").signature = "FinishReason".into();
    });
    let change = one(&changes);
    assert!(breaks(change));
    assert_eq!(
        change.to_string(),
        "field changed: chat::Choice.finish_reason: Option<FinishReason> -> FinishReason"
    );
}

#[test]
fn request_property_became_optional() {
    let changes = after(|items| {
        find(items, "chat::Request.messages").signature = "Option<Vec<Message>>".into();
        find(items, "chat::Request::new()").signature = "() -> Self".into();
    });
    assert_eq!(changes.len(), 2);
    assert!(changes.iter().all(breaks));
}

#[test]
fn required_request_property_added_changes_the_constructor() {
    let changes = after(|items| {
        find(items, "chat::Request::new()").signature =
            "(messages: impl Into<Vec<Message>>, model: impl Into<String>) -> Self".into();
        let path = "chat::Request.model";
        items.push(Item::of(
            Kind::Field,
            path,
            "String",
            "",
            "/schemas/Request/properties/model",
        ));
    });
    let broken: Vec<_> = changes.iter().filter(|change| breaks(change)).collect();
    assert_eq!(broken.len(), 1);
    assert_eq!(broken[0].path, "chat::Request::new()");
    assert_eq!(
        broken[0].breaks,
        Breaks::Yes("callers pass or get other types")
    );
    assert_eq!(changes.len(), 2);
}

#[test]
fn optional_property_added() {
    let changes = after(|items| {
        let path = "chat::Request.seed";
        let pointer = "/schemas/Request/properties/seed";
        items.push(Item::of(
            Kind::Field,
            path,
            "Option<i64>",
            "minimum 0",
            pointer,
        ));
    });
    let change = one(&changes);
    assert_eq!(change.breaks, Breaks::No);
    assert_eq!(
        change.to_string(),
        "field added: chat::Request.seed: Option<i64> (minimum 0)"
    );
}

#[test]
fn enum_value_removed_and_added() {
    let removed = after(|items| items.retain(|item| item.path != "chat::FinishReason::Stop"));
    assert!(breaks(one(&removed)));
    let added = after(|items| {
        let path = "chat::FinishReason::Length";
        items.push(Item::of(Kind::Variant, path, "", "wire \"length\"", "/x"));
    });
    assert_eq!(one(&added).breaks, Breaks::No);
}

#[test]
fn union_part_added() {
    let changes = after(|items| {
        let path = "chat::Message::Tool";
        items.push(Item::of(
            Kind::Variant,
            path,
            "(ToolMessage)",
            "wire \"tool\"",
            "/x",
        ));
    });
    assert_eq!(one(&changes).breaks, Breaks::No);
}

#[test]
fn error_status_removed() {
    let changes = after(|items| items.retain(|item| item.path != "chat::CreateError::NotFound"));
    assert!(breaks(one(&changes)));
    assert_eq!(changes[0].subject, Subject::Item(Kind::Variant));
}

#[test]
fn error_body_changed() {
    let changes = after(|items| {
        find(items, "chat::CreateError::NotFound").signature = "(Response<BalanceError>)".into();
    });
    assert!(breaks(one(&changes)));
}

#[test]
fn default_changed() {
    let changes = after(|items| {
        find(items, "chat::Request.temperature").facts = "minimum 0; maximum 2; default 0.7".into();
    });
    let change = one(&changes);
    assert_eq!(change.subject, Subject::Default);
    assert!(matches!(change.breaks, Breaks::Behaviour(_)));
    assert_eq!(
        change.to_string(),
        "default changed: chat::Request.temperature: default 1 -> default 0.7"
    );
    assert_eq!(change.pointer, "/schemas/Request/properties/temperature");
}

#[test]
fn limits_come_go_and_change() {
    let changes = after(|items| {
        find(items, "chat::Request.temperature").facts =
            "maximum 1; default 1; multipleOf 0.5".into();
    });
    let steps: Vec<_> = changes
        .iter()
        .map(|change| (change.subject, change.step))
        .collect();
    assert_eq!(
        steps,
        [
            (Subject::Limit, Step::Removed),
            (Subject::Limit, Step::Changed),
            (Subject::Limit, Step::Added)
        ]
    );
    assert!(
        changes
            .iter()
            .all(|change| matches!(change.breaks, Breaks::Behaviour(_)))
    );
}

#[test]
fn value_on_the_wire_changed() {
    let changes = after(|items| {
        find(items, "servers::API").facts = "value \"https://b.example/v1\"".into();
    });
    let change = one(&changes);
    assert_eq!(change.subject, Subject::Fact);
    assert_eq!(change.breaks, Breaks::Behaviour("it has another value"));
}

#[test]
fn type_became_another_sort() {
    let changes = after(|items| find(items, "chat::FinishReason").signature = "= String".into());
    assert!(breaks(one(&changes)));
}

#[test]
fn renamed_type_takes_its_members_along() {
    let changes = after(|items| {
        for item in items {
            item.path = item.path.replace("chat::Choice", "chat::Response");
        }
    });
    let change = one(&changes);
    assert_eq!(
        change.to_string(),
        "type renamed: chat::Response: chat::Choice -> chat::Response"
    );
    assert!(breaks(change));
}

#[test]
fn a_new_type_is_told_once() {
    let changes = after(|items| {
        items.push(Item::of(Kind::Type, "chat::Usage", "struct", "", "/u"));
        items.push(Item::of(Kind::Field, "chat::Usage.a", "u64", "", "/u/a"));
        items.push(Item::of(Kind::Field, "chat::Usage.b", "u64", "", "/u/b"));
        items.push(Item::of(
            Kind::Method,
            "chat::Usage::new()",
            "() -> Self",
            "",
            "/u",
        ));
    });
    assert_eq!(
        one(&changes).to_string(),
        "type added: chat::Usage: struct with 2 fields, 1 method"
    );
}
