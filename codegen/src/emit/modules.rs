//! Which module holds what.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::context::Context;
use super::{Module, docs, limits, operation, type_definition, wire};
use crate::lower::Refusal;
use crate::model::{Carrier, Coding, Operation, ParameterPlace, Type};
use crate::names::identifier;

/// The files of types.
pub(crate) const AREAS: [&str; 5] = ["request", "response", "stream", "common", "error"];

/// The files of types, in the order that a reader wants them, with what each holds.
const DOCS: [(&str, &str); 5] = [
    ("request", "What requests hold."),
    ("response", "What responses hold."),
    ("stream", "What events of a stream hold."),
    ("common", "What requests and responses both hold."),
    ("error", "What errors hold."),
];

pub(crate) fn print(context: &Context<'_>) -> Result<Vec<Module>, Vec<Refusal>> {
    let mut modules = vec![
        crate_root(context)?,
        client(),
        servers(context)?,
        security(context)?,
    ];
    modules.extend(support(context));
    for surface in surfaces(context) {
        modules.extend(surface_modules(context, &surface)?);
    }
    Ok(modules)
}

/// A module of items that are parsed a piece at a time: the tokens of one piece fit into the cache, those of a file hardly do.
fn module(
    path: String,
    pieces: impl IntoIterator<Item = TokenStream>,
) -> Result<Module, Vec<Refusal>> {
    let mut file = empty();
    for piece in pieces {
        let mut piece: syn::File = syn::parse2(piece).map_err(|error| {
            let what = format!("the items of {path} are no Rust: {error}");
            let hint = "this is a mistake of the generator: report it with the document";
            vec![Refusal::new("", what, hint)]
        })?;
        file.attrs.append(&mut piece.attrs);
        file.items.append(&mut piece.items);
    }
    Ok(Module {
        path,
        file,
        text: String::new(),
        uses: Vec::new(),
    })
}

fn empty() -> syn::File {
    syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: Vec::new(),
    }
}

/// The surfaces, in the order of the operations, then of the types that no operation reaches.
fn surfaces(context: &Context<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let of_operations = context
        .model
        .operations
        .iter()
        .map(|operation| &operation.surface);
    for surface in of_operations.chain(context.model.types.iter().map(|ty| &ty.surface)) {
        if !found.contains(surface) {
            found.push(surface.clone());
        }
    }
    found
}

fn crate_root(context: &Context<'_>) -> Result<Module, Vec<Refusal>> {
    let model = context.model;
    let mut text = format!(
        "{} (version {} of the document): typed models and operations.",
        model.title, model.version
    );
    if let Some(description) = &model.description {
        text.push_str("\n\n");
        text.push_str(description);
    }
    text.push_str("\n\nEach surface of the API is a module of its own; an operation is a pure pair in it, `request` and `decode`, and a method of `Client` that joins them.");
    let doc = docs::module_doc(&text);
    let surfaces = surfaces(context);
    let modules = surfaces.iter().map(|surface| {
        let ident = identifier(surface);
        let doc = docs::doc(&surface_doc(context, surface));
        // prettyplease's style is not rustfmt's: what it printed stays as it is.
        quote! { #doc #[rustfmt::skip] pub mod #ident; }
    });
    let file = sends(context, Coding::Multipart).then(|| {
        quote!(
            pub use support::File;
        )
    });
    let items = quote! {
        #doc
        #![allow(clippy::doc_markdown, reason = "much of the prose is the document's, which spells names as it likes")]
        #![allow(clippy::large_enum_variant, reason = "a union is as large as its largest part, and reads best unboxed")]
        #[rustfmt::skip]
        mod client;
        #[rustfmt::skip]
        pub mod security;
        #[rustfmt::skip]
        pub mod servers;
        #[allow(dead_code, unused_macros, unused_imports, reason = "a document need not have every kind of type")]
        #[rustfmt::skip]
        pub mod support;
        #(#modules)*
        pub use client::{Client, Error};
        #file
        pub use support::{DecodeError, EncodeError, Extra, Response, UndeclaredResponse};
        pub use support::{UnknownObject, UnknownValue, Violation, Violations};
    };
    module("lib.rs".to_owned(), [items])
}

fn operations_of<'a>(context: &Context<'a>, surface: &str) -> Vec<&'a Operation> {
    let operations = context.model.operations.iter();
    operations.filter(|op| op.surface == surface).collect()
}

fn surface_doc(context: &Context<'_>, surface: &str) -> String {
    let operations = operations_of(context, surface);
    let beta = !operations.is_empty() && operations.iter().all(|operation| operation.beta);
    let list: Vec<String> = operations
        .iter()
        .map(|op| format!("`{} {}`", op.method, op.path))
        .collect();
    let mut text = if list.is_empty() {
        "Types that no operation uses.".to_owned()
    } else {
        format!("{}.", list.join(", "))
    };
    if beta {
        text.push_str(" Beta: it can change without notice.");
    }
    if let Some(said) = context.model.surface_docs.get(surface) {
        text.push_str("\n\n");
        text.push_str(said);
    }
    text
}

fn fixed(path: &str, text: &str) -> Module {
    Module {
        path: path.to_owned(),
        file: empty(),
        text: text.to_owned(),
        uses: Vec::new(),
    }
}

fn client() -> Module {
    fixed("client.rs", include_str!("../runtime/client.rs"))
}

fn support(context: &Context<'_>) -> Vec<Module> {
    let mut modules = vec![
        fixed(
            "support/response.rs",
            include_str!("../runtime/response.rs"),
        ),
        fixed("support/decode.rs", include_str!("../runtime/decode.rs")),
        fixed("support/limits.rs", include_str!("../runtime/limits.rs")),
        fixed("support/request.rs", include_str!("../runtime/request.rs")),
        fixed("support/unknown.rs", include_str!("../runtime/unknown.rs")),
        fixed("support/wire.rs", include_str!("../runtime/wire.rs")),
    ];
    let mut extra = Vec::new();
    let parameters = parameters(context);
    if !parameters.is_empty() {
        modules.push(fixed("support/parameters.rs", &parameters));
        extra.push("pub(crate) mod parameters;");
    }
    let bodies = context
        .model
        .operations
        .iter()
        .flat_map(Operation::responses);
    if bodies
        .filter_map(|response| response.body.as_ref())
        .any(|body| matches!(body.coding, Coding::Text | Coding::Bytes))
    {
        modules.push(fixed(
            "support/bodies.rs",
            include_str!("../runtime/bodies.rs"),
        ));
        extra.push("mod bodies;");
    }
    if sends(context, Coding::Multipart) {
        let text = include_str!("../runtime/multipart.rs");
        modules.push(fixed("support/multipart.rs", text));
        extra.push("pub(crate) mod multipart;\n\npub use multipart::File;");
    }
    let mut root = include_str!("../runtime/mod.rs").to_owned();
    for line in extra {
        let _ = writeln!(root, "{line}");
    }
    modules.push(fixed("support/mod.rs", &root));
    modules
}

/// Whether a body is sent in this coding.
fn sends(context: &Context<'_>, coding: Coding) -> bool {
    let operations = context.model.operations.iter();
    let mut bodies = operations.filter_map(|op| op.body.as_ref());
    bodies.any(|body| body.coding == coding)
}

/// The functions that write parameters and forms: those that an operation of the document needs.
fn parameters(context: &Context<'_>) -> String {
    let operations = &context.model.operations;
    let any = |place| {
        operations
            .iter()
            .flat_map(|op| &op.parameters)
            .any(|parameter| parameter.place == place)
    };
    let form = sends(context, Coding::Form);
    let (path, query) = (any(ParameterPlace::Path), any(ParameterPlace::Query));
    let pieces = [
        (
            path || query || form,
            include_str!("../runtime/parameters/escape.rs"),
        ),
        (path, include_str!("../runtime/parameters/path.rs")),
        (query, include_str!("../runtime/parameters/query.rs")),
        (
            any(ParameterPlace::Header),
            include_str!("../runtime/parameters/header.rs"),
        ),
        (form, include_str!("../runtime/parameters/form.rs")),
    ];
    let needed: Vec<&str> = pieces
        .into_iter()
        .filter(|(needed, _)| *needed)
        .map(|(_, piece)| piece)
        .collect();
    if needed.is_empty() {
        return String::new();
    }
    format!(
        "//! Parameters and forms in text: the styles `form` and `simple` of OpenAPI 3.0.3, \"Style Values\".\n\n{}\n{}",
        include_str!("../runtime/parameters/values.rs"),
        needed.join("\n")
    )
}

fn servers(context: &Context<'_>) -> Result<Module, Vec<Refusal>> {
    let constants = context.model.servers.iter().map(|server| {
        let ident = format_ident!("{}", server.constant);
        let url = &server.url;
        let doc = docs::doc(server.doc.as_deref().unwrap_or("A server of the document."));
        quote! { #doc pub const #ident: &str = #url; }
    });
    let items = quote! { #![doc = " The servers that the document names."] #(#constants)* };
    module("servers.rs".to_owned(), [items])
}

fn security(context: &Context<'_>) -> Result<Module, Vec<Refusal>> {
    let constants = context.model.security.iter().map(|scheme| {
        let ident = format_ident!("{}", scheme.name.to_uppercase());
        let (id, prefix) = (&scheme.id, &scheme.prefix);
        let carrier = match &scheme.carrier {
            Carrier::Header(name) => quote!(Carrier::Header(#name)),
            Carrier::Query(name) => quote!(Carrier::Query(#name)),
            Carrier::Cookie => quote!(Carrier::Cookie),
        };
        let doc = docs::doc(scheme.doc.as_deref().unwrap_or("A security scheme of the document."));
        quote! { #doc pub const #ident: Scheme = Scheme { id: #id, carrier: #carrier, prefix: #prefix }; }
    });
    let items = quote! {
        #![doc = " The security schemes that the document names."]
        /// How a credential travels.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Scheme {
            /// The scheme's name in the document.
            pub id: &'static str,
            /// What carries the credential.
            pub carrier: Carrier,
            /// What stands before the credential there.
            pub prefix: &'static str,
        }
        /// What carries a credential.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Carrier {
            /// The header of this name, in lower case.
            Header(&'static str),
            /// The parameter of this name in the query.
            Query(&'static str),
            /// A cookie, named by the prefix.
            Cookie,
        }
        #(#constants)*
    };
    module("security.rs".to_owned(), [items])
}

fn surface_modules(context: &Context<'_>, surface: &str) -> Result<Vec<Module>, Vec<Refusal>> {
    let types: Vec<&Type> = context
        .model
        .types
        .iter()
        .filter(|ty| ty.surface == surface)
        .collect();
    let operations = operations_of(context, surface);
    let path = |name: &str| format!("{surface}/{name}.rs");
    let mut modules = Vec::new();
    let mut by_area: BTreeMap<&str, Vec<&Type>> = BTreeMap::new();
    for ty in &types {
        by_area.entry(ty.uses.area()).or_default().push(ty);
    }
    let mut root = vec![docs::module_doc(&surface_doc(context, surface))];
    for operation in &operations {
        let ident = identifier(&operation.name);
        root.push(quote! { pub mod #ident; });
        modules.push(module(
            path(&operation.name),
            operation::print(context, operation),
        )?);
    }
    let mut reexports = Vec::new();
    for (area, doc) in DOCS {
        let Some(types) = by_area.get(area) else {
            continue;
        };
        let ident = format_ident!("{area}");
        root.push(quote! { mod #ident; });
        let names = types.iter().map(|ty| format_ident!("{}", ty.name));
        reexports.push(quote! { pub use #ident::{#(#names),*}; });
        let definitions = types.iter().map(|ty| type_definition(context, ty));
        let doc = std::iter::once(docs::module_doc(doc));
        modules.push(module(path(area), doc.chain(definitions))?);
    }
    let mut checks = types
        .iter()
        .filter_map(|ty| limits::print(context, ty))
        .peekable();
    if checks.peek().is_some() {
        root.push(quote! { mod limits; });
        let doc = quote! { #![doc = " The limits that the document sets."] };
        modules.push(module(path("limits"), std::iter::once(doc).chain(checks))?);
    }
    let tables: Vec<String> = types
        .iter()
        .filter_map(|ty| wire::print(context, ty))
        .collect();
    if !tables.is_empty() {
        root.push(quote! { mod wire; });
        let text = tables.join("\n");
        let mentioned = wire::mentioned(&text);
        let doc =
            quote! { #![doc = " How the types stand on the wire: see `crate::support::wire`."] };
        modules.push(Module {
            text,
            uses: types
                .iter()
                .filter(|ty| mentioned.contains(&ty.name))
                .map(|ty| ty.key.clone())
                .collect(),
            ..module(path("wire"), [doc])?
        });
    }
    root.extend(reexports);
    modules.push(module(path("mod"), root)?);
    Ok(modules)
}
