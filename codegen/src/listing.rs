//! The API that users of the generated crate see, item by item.

use crate::api::{Item, Kind};
use crate::emit::Context;
use crate::lower::{ALIASED, slots_of_operation, slots_of_type};
use crate::model::{Carrier, Coding, Field, Limits, Operation, Presence, Response, Shape, Type};
use crate::names::identifier_text;

pub(crate) fn list(context: &Context<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    let model = context.model;
    for server in &model.servers {
        let path = format!("servers::{}", server.constant);
        items.push(item(
            Kind::Constant,
            path,
            "&str",
            format!("value {:?}", server.url),
            "/servers",
        ));
    }
    for scheme in &model.security {
        let path = format!("security::{}", scheme.name.to_uppercase());
        let carrier = match &scheme.carrier {
            Carrier::Header(name) => format!("header {name:?}"),
            Carrier::Query(name) => format!("query {name:?}"),
            Carrier::Cookie => "cookie".to_owned(),
        };
        let facts = format!("{carrier}; prefix {:?}", scheme.prefix);
        let pointer = format!("/components/securitySchemes/{}", scheme.id);
        items.push(item(Kind::Constant, path, "Scheme", facts, &pointer));
    }
    for operation in &model.operations {
        operation_items(context, operation, &mut items);
    }
    for ty in &model.types {
        type_items(context, ty, &mut items);
    }
    items
}

fn item(kind: Kind, path: String, signature: &str, facts: String, pointer: &str) -> Item {
    Item {
        kind,
        path,
        signature: signature.to_owned(),
        facts,
        pointer: pointer.to_owned(),
    }
}

fn type_items(context: &Context<'_>, ty: &Type, items: &mut Vec<Item>) {
    let path = format!("{}::{}", ty.surface, ty.name);
    let pointer = &ty.pointer;
    let beta = if ty.beta {
        "beta".to_owned()
    } else {
        String::new()
    };
    let variant = |name: &str, signature: &str, facts: String| {
        item(
            Kind::Variant,
            format!("{path}::{name}"),
            signature,
            facts,
            pointer,
        )
    };
    match &ty.shape {
        Shape::Object(fields) => {
            let facts = std::iter::once(beta).chain(constants(fields));
            let facts: Vec<String> = facts.filter(|fact| !fact.is_empty()).collect();
            let facts = facts.join("; ");
            items.push(item(Kind::Type, path.clone(), "struct", facts, pointer));
            object_items(context, ty, &path, fields, items);
        }
        Shape::OpenEnum(values) => {
            items.push(item(Kind::Type, path.clone(), "enum", beta, pointer));
            items.extend(
                values
                    .iter()
                    .map(|value| variant(&value.name, "", format!("wire {:?}", value.wire))),
            );
        }
        Shape::Tagged { tag, variants } => {
            items.push(item(Kind::Type, path.clone(), "enum", beta, pointer));
            items.extend(variants.iter().map(|tagged| {
                let held = context.get(&tagged.key).map_or("", |ty| ty.name.as_str());
                variant(
                    &tagged.name,
                    held,
                    format!("tag {:?}", format!("{tag}={}", tagged.values.join("|"))),
                )
            }));
        }
        Shape::ByType { strings, variants } => {
            items.push(item(Kind::Type, path.clone(), "enum", beta, pointer));
            items.extend(
                strings
                    .iter()
                    .map(|value| variant(&value.name, "", format!("wire {:?}", value.wire))),
            );
            let slots = slots_of_type(&ty.key);
            items.extend(variants.iter().map(|typed| {
                variant(
                    &typed.name,
                    &slot(context, &slots, &typed.name),
                    limits(&typed.limits, "").join("; "),
                )
            }));
        }
        Shape::Alias(_) => {
            let target = slot(context, &slots_of_type(&ty.key), ALIASED);
            let signature = format!("alias of {target}");
            items.push(item(Kind::Type, path, &signature, beta, pointer));
        }
        Shape::Untagged(members) => {
            let signature = "untagged enum";
            items.push(item(Kind::Type, path.clone(), signature, beta, pointer));
            let names = context.tried(&ty.key).into_iter().zip(members);
            items.extend(names.map(|((name, held), member)| {
                let limits = limits(&member.limits, "").join("; ");
                variant(&name.to_string(), &context.type_text(held), limits)
            }));
        }
    }
}

/// What a struct always sends.
fn constants(fields: &[Field]) -> impl Iterator<Item = String> {
    let fixed = fields
        .iter()
        .filter(|field| field.presence == Presence::Fixed);
    fixed.map(|field| {
        let constant = field.constant.as_deref().unwrap_or_default();
        format!("sends {:?}", format!("{}={constant}", field.wire))
    })
}

fn object_items(
    context: &Context<'_>,
    ty: &Type,
    path: &str,
    fields: &[Field],
    items: &mut Vec<Item>,
) {
    let required: Vec<String> = fields
        .iter()
        .filter(|field| field.asked_for)
        .map(|field| {
            let held = slot(context, &ty.key, &field.wire);
            let held = match field.presence {
                Presence::Nullable => format!("Option<{held}>"),
                _ => held,
            };
            format!("{}: {held}", identifier_text(&field.name))
        })
        .collect();
    items.push(item(
        Kind::Method,
        format!("{path}::new()"),
        &format!("({})", required.join(", ")),
        String::new(),
        &ty.pointer,
    ));
    for field in fields {
        let held = slot(context, &ty.key, &field.wire);
        let signature = match field.presence {
            Presence::Required => held,
            Presence::Optional | Presence::Nullable => format!("Option<{held}>"),
            Presence::Fixed => continue,
        };
        let path = format!("{path}.{}", identifier_text(&field.name));
        items.push(item(
            Kind::Field,
            path,
            &signature,
            facts(field),
            &field.pointer,
        ));
    }
}

fn slot(context: &Context<'_>, structure: &str, property: &str) -> String {
    context.type_text(&context.rust.slot(structure, property))
}

fn facts(field: &Field) -> String {
    let mut facts = limits(&field.limits, "");
    facts.extend(
        field
            .default
            .as_ref()
            .map(|default| format!("default {default}")),
    );
    if field.name != field.wire {
        facts.push(format!("wire {:?}", field.wire));
    }
    if field.deprecated {
        facts.push("deprecated".to_owned());
    }
    facts.join("; ")
}

fn limits(limits_of: &Limits, prefix: &str) -> Vec<String> {
    let mut facts = Vec::new();
    let mut bound = |name: &str, exclusive: &str, limit: Option<(f64, bool)>| {
        facts.extend(limit.map(|(limit, is_exclusive)| {
            format!(
                "{prefix}{} {limit}",
                if is_exclusive { exclusive } else { name }
            )
        }));
    };
    bound("minimum", "exclusiveMinimum", limits_of.minimum);
    bound("maximum", "exclusiveMaximum", limits_of.maximum);
    let mut count = |name: &str, limit: Option<u64>| {
        facts.extend(limit.map(|limit| format!("{prefix}{name} {limit}")));
    };
    count("minLength", limits_of.length.0);
    count("maxLength", limits_of.length.1);
    count("minItems", limits_of.items.0);
    count("maxItems", limits_of.items.1);
    count("minProperties", limits_of.properties.0);
    count("maxProperties", limits_of.properties.1);
    facts.extend(
        limits_of
            .unchecked
            .iter()
            .map(|(keyword, value)| format!("{prefix}{keyword} {value}")),
    );
    if let Some(each) = &limits_of.each {
        facts.extend(limits(each, "items "));
    }
    facts
}

/// What a body of a coding is held in.
fn coded(coding: Coding, slot: impl FnOnce() -> String) -> String {
    match coding {
        Coding::Json | Coding::Form | Coding::Multipart => slot(),
        Coding::Text => "String".to_owned(),
        Coding::Bytes => "Bytes".to_owned(),
    }
}

fn operation_items(context: &Context<'_>, operation: &Operation, items: &mut Vec<Item>) {
    let path = format!(
        "{}::{}",
        operation.surface,
        identifier_text(&operation.name)
    );
    let pointer = &operation.pointer;
    let slots = slots_of_operation(operation);
    let mut arguments: Vec<String> = Vec::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let held = slot(context, &slots, &format!("parameter_{index}"));
        let held = if parameter.required {
            held
        } else {
            format!("Option<{held}>")
        };
        arguments.push(format!("{}: {held}", identifier_text(&parameter.name)));
    }
    if let Some(body) = &operation.body {
        let held = coded(body.coding, || slot(context, &slots, "body"));
        arguments.push(if body.required {
            format!("body: {held}")
        } else {
            format!("body: Option<{held}>")
        });
    }
    let response = |response: &Response| match &response.body {
        Some(body) => coded(body.coding, || {
            slot(context, &slots, &format!("response_{}", response.status))
        }),
        None => "()".to_owned(),
    };
    let success = operation
        .success
        .as_ref()
        .map_or_else(|| "()".to_owned(), response);
    let success = match operation.empty_successes.as_slice() {
        empty if empty.is_empty() || success == "()" => success,
        empty => {
            let empty: Vec<&str> = empty.iter().map(|empty| empty.status.as_str()).collect();
            format!("{success}, or nothing ({})", empty.join(", "))
        }
    };
    let several = crate::emit::success_name(operation).map(|name| name.to_string());
    let success = several.clone().unwrap_or(success);
    let arguments = arguments.join(", ");
    let facts = format!("{} {:?}", operation.method.to_lowercase(), operation.path);
    let mut function = |name: &str, signature: String, facts: String| {
        let path = format!("{path}::{name}()");
        items.push(item(Kind::Function, path, &signature, facts, pointer));
    };
    let streams = operation.stream.as_ref().map(|_| {
        let event = slot(context, &slots, "event");
        format!("({arguments}) -> stream of {event}")
    });
    match (streams, operation.only_streams()) {
        (Some(signature), true) => function("stream_request", signature, facts),
        (streams, _) => {
            function("request", format!("({arguments})"), facts);
            if let Some(signature) = streams {
                function("stream_request", signature, String::new());
            }
            function("decode", format!("-> {success}"), String::new());
        }
    }
    let mut by_status = |name: String, responses: &mut dyn Iterator<Item = &Response>| {
        let name = format!("{path}::{name}");
        let ty = item(Kind::Type, name.clone(), "enum", String::new(), pointer);
        items.push(ty);
        for declared in responses {
            let at = format!("{pointer}/responses/{}", declared.status);
            let facts = format!("status {:?}", declared.status);
            let variant = format!("{name}::{}", declared.name);
            items.push(item(
                Kind::Variant,
                variant,
                &response(declared),
                facts,
                &at,
            ));
        }
    };
    if let Some(several) = several {
        let mut successes = operation.successes().chain(&operation.empty_successes);
        by_status(several, &mut successes);
    }
    let error = crate::emit::error_name(operation).to_string();
    by_status(error, &mut operation.errors.iter());
}
