//! The function that builds an operation's request.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Parts;
use crate::emit::context::Context;
use crate::emit::docs;
use crate::lower::{is_file, key_of};
use crate::markdown::code;
use crate::model::{Body, Coding, Operation, Parameter, ParameterPlace, Presence, Shape};
use crate::names::identifier;

pub(super) fn request_function(
    context: &Context<'_>,
    operation: &Operation,
    parts: &Parts<'_>,
    stream: bool,
) -> TokenStream {
    let arguments = &parts.arguments;
    let (name, accept) = if stream {
        ("stream_request", "STREAM_ACCEPT")
    } else {
        ("request", "ACCEPT")
    };
    let (name, accept) = (format_ident!("{name}"), format_ident!("{accept}"));
    let what = match (stream, operation.only_streams()) {
        (false, _) => "Builds the request. The client adds the server and the credential.",
        (true, true) => {
            "Builds the request for the event stream. The client adds the server and the credential."
        }
        (true, false) => {
            "Builds the request for the event stream. The body is sent as it is: it must ask for the stream itself."
        }
    };
    let body_doc = parts
        .body
        .and_then(|body| body.doc.as_ref())
        .map(|doc| format!("\n\n`body`: {doc}"));
    let parameters = parameter_docs(operation);
    let doc = docs::doc(&format!(
        "{what}{parameters}{}",
        body_doc.unwrap_or_default()
    ));
    let in_url: Vec<&Parameter> = operation
        .parameters
        .iter()
        .filter(|p| p.place != ParameterPlace::Header)
        .collect();
    let (path, made) = if in_url.is_empty() {
        (None, quote!(request::request(METHOD, PATH, #accept)))
    } else {
        let steps = in_url.iter().map(|parameter| url_step(parameter));
        let path = quote! { let mut path = PATH.to_owned(); #(#steps)* };
        (Some(path), quote!(request::request(METHOD, &path, #accept)))
    };
    let headers: Vec<TokenStream> = operation
        .parameters
        .iter()
        .filter(|p| p.place == ParameterPlace::Header)
        .map(|parameter| {
            let ident = identifier(&parameter.name);
            let header = format_ident!("{}_HEADER", parameter.name.to_uppercase());
            when_given(
                parameter,
                &quote!(parameters::header(request.headers_mut(), #header, &#ident)?;),
            )
        })
        .collect();
    let body = parts.body.map(|body| {
        let written =
            |bytes: TokenStream| quote!(request::body(&mut request, CONTENT_TYPE, #bytes););
        let step = match body.coding {
            Coding::Json => written(quote!(request::json(body)?)),
            Coding::Form => written(quote!(parameters::form(body)?)),
            Coding::Text => written(quote!(Bytes::copy_from_slice(body.as_bytes()))),
            Coding::Bytes => written(quote!(body)),
            Coding::Multipart => multipart(context, body),
        };
        if body.required {
            step
        } else {
            quote!(if let Some(body) = body { #step })
        }
    });
    let inner = if headers.is_empty() && body.is_none() {
        quote! { #path #made }
    } else {
        quote! { #path let mut request = #made?; #(#headers)* #body Ok(request) }
    };
    quote! {
        #doc
        ///
        /// # Errors
        /// A value that cannot be written as JSON, or as part of the URL or a header.
        pub fn #name(#(#arguments),*) -> Result<Request<Bytes>, EncodeError> {
            #inner
        }
    }
}

/// The parts of a body in `multipart/form-data`, a step a field.
fn multipart(context: &Context<'_>, body: &Body) -> TokenStream {
    let key = key_of(context.unaliased(&body.schema));
    let shape = key.and_then(|key| context.get(&key)).map(|ty| &ty.shape);
    let fields = match shape {
        Some(Shape::Object(fields)) => fields.as_slice(),
        _ => &[],
    };
    let steps = fields.iter().map(|field| {
        let (ident, wire) = (identifier(&field.name), &field.wire);
        let part = |value: TokenStream| {
            if is_file(&field.schema) {
                quote!(form.file(#wire, #value);)
            } else if field.schema.get("items").is_some_and(is_file) {
                quote!(for file in #value { form.file(#wire, file); })
            } else {
                quote!(form.value(#wire, #value)?;)
            }
        };
        match (&field.presence, &field.constant) {
            (Presence::Fixed, Some(constant)) => part(quote!(&#constant)),
            (Presence::Required, _) => part(quote!(&body.#ident)),
            _ => {
                let inner = part(quote!(value));
                quote!(if let Some(value) = &body.#ident { #inner })
            }
        }
    });
    quote! {
        let mut form = Multipart::default();
        #(#steps)*
        for (name, value) in &body.extra {
            form.value(name, value)?;
        }
        form.finish(&mut request)?;
    }
}

/// What the document says of the parameters, one line each; of headers, their constants say it.
fn parameter_docs(operation: &Operation) -> String {
    let mut said = String::new();
    for parameter in &operation.parameters {
        let facts = parameter_facts(parameter);
        if parameter.place != ParameterPlace::Header && !facts.is_empty() {
            let name = identifier(&parameter.name);
            let _ = write!(said, "\n\n`{name}`: {}", facts.join(" "));
        }
    }
    said
}

/// What is said of a parameter: its description, its limits, its default; that of a header is a constant.
pub(super) fn parameter_facts(parameter: &Parameter) -> Vec<String> {
    let mut limits = parameter.limits.words();
    limits.extend(parameter.limits.unchecked_words());
    let default = parameter
        .default
        .as_ref()
        .filter(|_| parameter.place != ParameterPlace::Header)
        .map(|value| format!("Server default: {}.", code(value)));
    let deprecated = parameter
        .deprecated
        .then(|| "The document calls it deprecated.".to_owned());
    let doc = parameter.doc.clone();
    doc.into_iter()
        .chain(docs::server_limits(&limits))
        .chain(default)
        .chain(deprecated)
        .collect()
}

fn url_step(parameter: &Parameter) -> TokenStream {
    let (ident, wire) = (identifier(&parameter.name), &parameter.wire);
    if parameter.place == ParameterPlace::Path {
        return quote!(parameters::path(&mut path, #wire, &#ident)?;);
    }
    let explode = parameter.explode;
    when_given(
        parameter,
        &quote!(parameters::query(&mut path, #wire, &#ident, #explode)?;),
    )
}

fn when_given(parameter: &Parameter, step: &TokenStream) -> TokenStream {
    let ident = identifier(&parameter.name);
    if parameter.required {
        step.clone()
    } else {
        quote!(if let Some(#ident) = #ident { #step })
    }
}
