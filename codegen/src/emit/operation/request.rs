//! The function that builds an operation's request.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Parts;
use crate::emit::docs;
use crate::model::{Coding, Operation, Parameter, ParameterPlace};
use crate::names::identifier;

pub(super) fn request_function(
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
    let what = if stream {
        "Builds the request for the event stream: the body as it is given, which must ask for the stream itself."
    } else {
        "Builds the request, without server and credential."
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
    let path = if in_url.is_empty() {
        quote! { let mut request = request::request(METHOD, PATH, #accept)?; }
    } else {
        let steps = in_url.iter().map(|parameter| url_step(parameter));
        quote! {
            let mut path = PATH.to_owned();
            #(#steps)*
            let mut request = request::request(METHOD, &path, #accept)?;
        }
    };
    let headers = operation
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
        });
    let body = parts.body.map(|body| {
        let written = match body.coding {
            Coding::Json => quote!(request::json(body)?),
            Coding::Form => quote!(parameters::form(body)?),
            Coding::Text => quote!(Bytes::copy_from_slice(body.as_bytes())),
            Coding::Bytes => quote!(body),
        };
        let step = quote!(request::body(&mut request, CONTENT_TYPE, #written););
        if body.required {
            step
        } else {
            quote!(if let Some(body) = body { #step })
        }
    });
    let mutable = parts.body.is_some()
        || operation
            .parameters
            .iter()
            .any(|p| p.place == ParameterPlace::Header);
    let inner = quote! { #path #(#headers)* #body Ok(request) };
    let inner = if mutable { inner } else { immutable(inner) };
    quote! {
        #doc
        ///
        /// # Errors
        /// When a value cannot be written as JSON, or as a part of the URL or a header.
        pub fn #name(#(#arguments),*) -> Result<Request<Bytes>, EncodeError> {
            #inner
        }
    }
}

/// What the document says of the parameters, one line each; of headers, their constants say it.
fn parameter_docs(operation: &Operation) -> String {
    let mut said = String::new();
    for parameter in &operation.parameters {
        let default = parameter.default.as_ref();
        let default = default
            .map(|value| format!("When it is absent, the server takes {}.", docs::code(value)));
        let facts: Vec<String> = parameter.doc.clone().into_iter().chain(default).collect();
        if parameter.place != ParameterPlace::Header && !facts.is_empty() {
            let name = identifier(&parameter.name);
            let _ = write!(said, "\n\n`{name}`: {}", facts.join(" "));
        }
    }
    said
}

/// `let mut request = X; Ok(request)` as `X` without the `?`.
fn immutable(tokens: TokenStream) -> TokenStream {
    let Ok(block) = syn::parse2::<syn::Block>(quote!({ #tokens })) else {
        return tokens;
    };
    let mut statements = block.stmts;
    let (_, last) = (statements.pop(), statements.pop());
    if let Some(syn::Stmt::Local(syn::Local {
        init: Some(init), ..
    })) = last
        && let syn::Expr::Try(tried) = *init.expr
    {
        let call = tried.expr;
        return quote! { #(#statements)* #call };
    }
    tokens
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
