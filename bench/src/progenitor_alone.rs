//! progenitor without us: what the generator is compared with.

use anyhow::Context as _;
use grid_codegen::lower::Lowered;
use grid_codegen::model::Shape;
use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Map, Value};

/// Its text for a lowered document, told what we tell it: which types are ours.
pub(crate) fn lowered(lowered: &Lowered) -> anyhow::Result<String> {
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Positional);
    settings.with_derive("PartialEq");
    settings.with_map_type("::std::collections::BTreeMap");
    for ty in &lowered.model.types {
        if !matches!(
            ty.shape,
            Shape::Object(_) | Shape::Alias(_) | Shape::Untagged(_)
        ) {
            settings.with_replacement(&ty.key, &ty.key, std::iter::empty());
        }
    }
    text(&settings, &lowered.openapi)
}

fn text(settings: &GenerationSettings, document: &OpenAPI) -> anyhow::Result<String> {
    let tokens = Generator::new(settings)
        .generate_tokens(document)
        .context("progenitor refuses the document")?;
    let file = syn::parse2(tokens).context("its tokens do not parse")?;
    Ok(prettyplease::unparse(&file))
}

/// Its crate for the effective document, with its own settings; what it cannot take is left out: every answer but JSON, and
/// every error body but the first.
pub(crate) fn whole_crate(effective: &str) -> anyhow::Result<String> {
    let mut document: Value = serde_json::from_str(effective)?;
    for operation in document["paths"]
        .as_object_mut()
        .into_iter()
        .flat_map(|paths| paths.values_mut())
    {
        for method in operation
            .as_object_mut()
            .into_iter()
            .flat_map(|methods| methods.values_mut())
        {
            if let Some(responses) = method.get_mut("responses").and_then(Value::as_object_mut) {
                keep_one_error_body(responses);
            }
        }
    }
    let document = serde_json::from_value(document).context("reading the effective document")?;
    text(&GenerationSettings::new(), &document)
}

fn keep_one_error_body(responses: &mut Map<String, Value>) {
    let mut body: Option<Value> = None;
    responses.retain(|status, answer| {
        if let Some(content) = answer.get_mut("content").and_then(Value::as_object_mut) {
            content.retain(|media, _| media == "application/json");
        }
        if status.starts_with('2') {
            return true;
        }
        let found = answer.get("content").cloned().unwrap_or_default();
        *body.get_or_insert_with(|| found.clone()) == found
    });
}
