//! progenitor without us: what the generator is compared with.

use grid_codegen::lower::Lowered;
use grid_codegen::model::Shape;
use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};

use anyhow::Context as _;

/// Its text for a lowered document, told what we tell it: which types are ours.
pub(crate) fn lowered(lowered: &Lowered) -> anyhow::Result<String> {
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Positional);
    settings.with_derive("PartialEq");
    settings.with_map_type("::std::collections::BTreeMap");
    for ty in &lowered.model.types {
        if !matches!(ty.shape, Shape::Object(_) | Shape::Borrowed(_)) {
            settings.with_replacement(&ty.key, &ty.key, std::iter::empty());
        }
    }
    text(&settings, &lowered.openapi)
}

/// Its text for any document, with its own settings.
pub(crate) fn text(settings: &GenerationSettings, document: &OpenAPI) -> anyhow::Result<String> {
    let tokens = Generator::new(settings).generate_tokens(document).context("progenitor refuses the document")?;
    let file = syn::parse2(tokens).context("its tokens do not parse")?;
    Ok(prettyplease::unparse(&file))
}
