//! The constants of an operation: its id, method, path, server, security, media types and header names.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::Parts;
use super::request::parameter_facts;
use crate::emit::context::Context;
use crate::emit::docs;
use crate::media::EVENT_STREAM;
use crate::model::{Operation, Parameter, ParameterPlace};

pub(super) fn constants(
    context: &Context<'_>,
    operation: &Operation,
    parts: &Parts<'_>,
) -> TokenStream {
    let (id, path) = (&operation.id, &operation.path);
    let method = method(&operation.method);
    let server = server(context, operation);
    let alternatives = operation.security.iter().map(|together| {
        let schemes = context.model.security.iter();
        let schemes = schemes.filter(|scheme| together.contains(&scheme.id));
        let constants = schemes.map(|scheme| format_ident!("{}", scheme.name.to_uppercase()));
        quote!(&[#(security::#constants),*])
    });
    let media = media(operation);
    let accept = (!operation.only_streams()).then(|| {
        let accept = if media.is_empty() {
            "*/*".to_owned()
        } else {
            media.join(", ")
        };
        quote! {
            /// The `Accept` header.
            pub const ACCEPT: &str = #accept;
        }
    });
    let content_type = parts.body.map(|body| {
        let media = &body.media;
        quote! {
            /// The media type of the request's body.
            pub const CONTENT_TYPE: &str = #media;
        }
    });
    let stream = operation.stream.as_ref().map(|stream| {
        let accept: Vec<&str> = std::iter::once(EVENT_STREAM).chain(media).collect();
        let accept = accept.join(", ");
        let event = parts.event.as_ref();
        let terminator = stream.terminator.as_ref().map(|terminator| {
            quote! {
                /// The data of the event that ends the stream.
                pub const STREAM_TERMINATOR: &str = #terminator;
            }
        });
        quote! {
            /// The `Accept` header of a streaming request: the event stream, and the media types of the other responses.
            pub const STREAM_ACCEPT: &str = #accept;
            #terminator
            /// The data of an event.
            pub type Event = #event;
        }
    });
    let headers = operation
        .parameters
        .iter()
        .filter(|p| p.place == ParameterPlace::Header)
        .map(header_constants);
    quote! {
        /// The operation's id in the document.
        pub const OPERATION_ID: &str = #id;
        /// The method.
        pub const METHOD: Method = #method;
        /// The path, relative to the server.
        pub const PATH: &str = #path;
        /// The server.
        pub const SERVER: &str = #server;
        /// The security schemes: alternatives, and the schemes that each takes together.
        pub const SECURITY: &[&[Scheme]] = &[#(#alternatives),*];
        #content_type
        #accept
        #stream
        #(#headers)*
    }
}

fn header_constants(parameter: &Parameter) -> TokenStream {
    let upper = parameter.name.to_uppercase();
    let name = format_ident!("{upper}_HEADER");
    let wire = parameter.wire.to_ascii_lowercase();
    let doc = docs::doc(&format!(
        "The header of the `{}` parameter. {}",
        parameter.wire,
        parameter_facts(parameter).join(" ")
    ));
    let default = parameter
        .default
        .as_ref()
        .and_then(Value::as_str)
        .map(|default| {
            let ident = format_ident!("{upper}_DEFAULT");
            quote! {
                /// The server's default for the header.
                pub const #ident: &str = #default;
            }
        });
    quote! { #doc pub const #name: &str = #wire; #default }
}

fn server(context: &Context<'_>, operation: &Operation) -> TokenStream {
    let servers = &context.model.servers;
    let own = operation
        .server
        .as_ref()
        .and_then(|url| servers.iter().find(|server| server.url == *url));
    let Some(server) = own.or(servers.first()) else {
        return quote!("");
    };
    let constant = format_ident!("{}", server.constant);
    quote!(servers::#constant)
}

fn method(name: &str) -> TokenStream {
    let ident = format_ident!("{name}");
    quote!(Method::#ident)
}

/// The media types of its responses.
fn media(operation: &Operation) -> Vec<&str> {
    let mut media: Vec<&str> = Vec::new();
    for body in operation
        .responses()
        .filter_map(|response| response.body.as_ref())
    {
        if !media.contains(&body.media.as_str()) {
            media.push(&body.media);
        }
    }
    media
}
