//! An operation: its constants, the request it builds, the response it reads, its error, and the method that joins them.

mod constants;
mod request;
mod response;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::context::Context;
use super::docs;
use crate::lower::slots_of_operation;
use crate::model::{Body, Coding, Operation, Response};
use crate::names::{self, identifier};

use constants::constants;
use request::request_function;
use response::{decode_function, error, successes};

/// The name of an operation's error.
pub(crate) fn error_name(operation: &Operation) -> Ident {
    format_ident!("{}", names::error(&operation.name))
}

/// The name of an operation's successes, where their bodies are of several types.
pub(crate) fn success_name(operation: &Operation) -> Option<Ident> {
    let several = !operation.other_successes.is_empty();
    several.then(|| format_ident!("{}", names::success(&operation.name)))
}

/// The items of an operation's module, in pieces.
pub(crate) fn print(context: &Context<'_>, operation: &Operation) -> Vec<TokenStream> {
    let parts = Parts::new(context, operation);
    let head = module_doc(operation);
    let constants = constants(context, operation, &parts);
    let mut pieces = vec![head, constants];
    if !operation.only_streams() {
        pieces.push(request_function(context, operation, &parts, false));
    }
    if operation.stream.is_some() {
        pieces.push(request_function(context, operation, &parts, true));
    }
    if !operation.only_streams() {
        pieces.push(decode_function(operation, &parts));
        pieces.extend(successes(context, operation));
    }
    pieces.push(error(context, operation, &parts));
    pieces.push(methods(operation, &parts));
    pieces
}

/// What several functions of one operation share.
struct Parts<'a> {
    error: Ident,
    success: TokenStream,
    arguments: Vec<TokenStream>,
    names: Vec<TokenStream>,
    event: Option<syn::Type>,
    body: Option<&'a Body>,
}

impl<'a> Parts<'a> {
    fn new(context: &Context<'_>, operation: &'a Operation) -> Self {
        let slots = slots_of_operation(operation);
        let slot = |name: &str| context.rust.slot(&slots, name);
        let mut required = Vec::new();
        let mut optional = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let ident = identifier(&parameter.name);
            let taken = taken(&slot(&format!("parameter_{index}")), &parameter.schema);
            if parameter.required {
                required.push((quote!(#ident: #taken), quote!(#ident)));
            } else {
                optional.push((quote!(#ident: Option<#taken>), quote!(#ident)));
            }
        }
        if let Some(body) = &operation.body {
            let held = match body.coding {
                Coding::Json | Coding::Form | Coding::Multipart => {
                    let ty = slot("body");
                    quote!(&#ty)
                }
                Coding::Text => quote!(&str),
                Coding::Bytes => quote!(Bytes),
            };
            let list = if body.required {
                &mut required
            } else {
                &mut optional
            };
            let ty = if body.required {
                held
            } else {
                quote!(Option<#held>)
            };
            let argument = (quote!(body: #ty), quote!(body));
            if body.required {
                list.push(argument);
            } else {
                list.insert(0, argument);
            }
        }
        let (arguments, names) = required.into_iter().chain(optional).unzip();
        let mut success = operation
            .success
            .as_ref()
            .map_or_else(|| quote!(()), |response| body_type(response, &slot));
        if let Some(several) = success_name(operation) {
            success = quote!(#several);
        } else if has_empty_success(operation) {
            success = quote!(Option<#success>);
        }
        let event = operation.stream.as_ref().map(|_| slot("event"));
        Self {
            error: error_name(operation),
            success,
            arguments,
            names,
            event,
            body: operation.body.as_ref(),
        }
    }
}

/// Whether a success may come without the body that all others have.
fn has_empty_success(operation: &Operation) -> bool {
    let has_body = |response: &Response| response.body.is_some();
    !operation.empty_successes.is_empty()
        && operation.success.as_ref().is_some_and(has_body)
        && operation.other_successes.is_empty()
}

/// What a function takes for a parameter.
fn taken(ty: &syn::Type, schema: &Value) -> TokenStream {
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => quote!(&str),
        Some("integer" | "number" | "boolean") => quote!(#ty),
        Some("array") => {
            super::context::argument(ty, 0).map_or_else(|| quote!(&#ty), |item| quote!(&[#item]))
        }
        _ => quote!(&#ty),
    }
}

fn body_type(response: &Response, slot: &dyn Fn(&str) -> syn::Type) -> TokenStream {
    match response.body.as_ref().map(|body| body.coding) {
        None => quote!(()),
        Some(Coding::Json | Coding::Form | Coding::Multipart) => {
            let ty = slot(&format!("response_{}", response.status));
            quote!(#ty)
        }
        Some(Coding::Text) => quote!(String),
        Some(Coding::Bytes) => quote!(Bytes),
    }
}

fn title(operation: &Operation) -> String {
    format!(
        "`{} {}`",
        operation.method,
        operation.path.replace('`', "'")
    )
}

fn module_doc(operation: &Operation) -> TokenStream {
    let mut text = match &operation.summary {
        Some(summary) => format!("{}: {summary}.", title(operation)),
        None => format!("{}.", title(operation)),
    };
    text = text.replace("..", ".");
    if let Some(doc) = &operation.doc {
        text.push_str("\n\n");
        text.push_str(doc);
    }
    if operation.beta {
        text.push_str("\n\nBeta: it can change without notice.");
    }
    if operation.deprecated {
        text.push_str("\n\nThe document calls it deprecated.");
    }
    docs::module_doc(&text)
}

fn methods(operation: &Operation, parts: &Parts<'_>) -> TokenStream {
    let name = identifier(&operation.name);
    let (arguments, names, success, error) =
        (&parts.arguments, &parts.names, &parts.success, &parts.error);
    let summary = operation
        .summary
        .as_deref()
        .unwrap_or("Sends the request and reads the response")
        .trim_end_matches('.');
    let doc = docs::doc(&format!("{}: {summary}.", title(operation)));
    let beta = operation.beta.then(|| {
        quote! {
            ///
            /// Beta: it can change without notice.
        }
    });
    let errors = quote! {
        #beta
        ///
        /// # Errors
        /// The request cannot be written or sent, or the response is an error.
    };
    let stream = operation.stream.as_ref().map(|_| {
        let name = format_ident!("{}_stream", operation.name);
        let live = "the live body of the event stream, as soon as its headers are there";
        let text = if operation.only_streams() {
            format!("{}: {summary}. Gives {live}.", title(operation))
        } else {
            format!("{}: {live}. The body that is sent must ask for the stream itself.", title(operation))
        };
        let doc = docs::doc(&text);
        let succeeded = response::streams(operation);
        quote! {
            #doc
            #errors
            pub async fn #name(&self, #(#arguments),*) -> Result<reqwest::Response, crate::Error<#error>> {
                let response = self.send(stream_request(#(#names),*)?, SERVER, SECURITY).await?;
                if #succeeded {
                    return Ok(response);
                }
                let (status, headers) = (response.status(), response.headers().clone());
                let error = #error::from_response(status, headers, response.bytes().await?);
                Err(crate::Error::Response(error))
            }
        }
    });
    let plain = (!operation.only_streams()).then(|| {
        quote! {
            #doc
            #errors
            pub async fn #name(&self, #(#arguments),*) -> Result<#success, crate::Error<#error>> {
                let response = self.send(request(#(#names),*)?, SERVER, SECURITY).await?;
                let (status, headers) = (response.status(), response.headers().clone());
                decode(status, headers, response.bytes().await?).map_err(crate::Error::Response)
            }
        }
    });
    quote! { impl Client { #plain #stream } }
}
