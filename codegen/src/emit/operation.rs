//! An operation: its constants, the request it builds, the answer it reads, its error, and the method that joins them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::context::Context;
use super::docs;
use crate::lower::slots_of_operation;
use crate::model::{Answer, Body, Coding, Operation, Parameter, ParameterPlace};
use crate::names::{self, identifier};

/// The name of an operation's error.
pub(crate) fn error_name(operation: &Operation) -> Ident {
    format_ident!("{}", names::error(&operation.name))
}

/// The items of an operation's module, in pieces.
pub(crate) fn print(context: &Context<'_>, operation: &Operation) -> Vec<TokenStream> {
    let parts = Parts::new(context, operation);
    let head = module_doc(operation);
    let constants = constants(context, operation, &parts);
    let request = request_function(operation, &parts, false);
    let stream_request = operation
        .stream
        .is_some()
        .then(|| request_function(operation, &parts, true));
    let decode = decode_function(operation, &parts);
    let error = error(context, operation, &parts);
    let methods = methods(operation, &parts);
    let mut pieces = vec![head, constants, request];
    pieces.extend(stream_request);
    pieces.extend([decode, error, methods]);
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
        let slot = |name: &str| context.answer.slot(&slots, name);
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
                Coding::Json | Coding::Form => {
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
        let success = operation
            .success
            .as_ref()
            .map_or_else(|| quote!(()), |answer| body_type(answer, &slot));
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

fn body_type(answer: &Answer, slot: &dyn Fn(&str) -> syn::Type) -> TokenStream {
    match answer.body.as_ref().map(|body| body.coding) {
        None => quote!(()),
        Some(Coding::Json | Coding::Form) => {
            let ty = slot(&format!("answer_{}", answer.status));
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

fn constants(context: &Context<'_>, operation: &Operation, parts: &Parts<'_>) -> TokenStream {
    let (id, path) = (&operation.id, &operation.path);
    let method = method(&operation.method);
    let server = server(context, operation);
    let schemes = operation.security.iter().filter_map(|id| {
        let scheme = context
            .model
            .security
            .iter()
            .find(|scheme| scheme.id == *id)?;
        let constant = format_ident!("{}", scheme.name.to_uppercase());
        Some(quote!(security::#constant))
    });
    let accept = accept(operation);
    let content_type = parts.body.map(|body| {
        let media = &body.media;
        quote! {
            /// The media type of the request's body.
            pub const CONTENT_TYPE: &str = #media;
        }
    });
    let stream = operation.stream.as_ref().map(|stream| {
        let accept = format!("text/event-stream, {accept}");
        let event = parts.event.as_ref();
        let terminator = stream.terminator.as_ref().map(|terminator| {
            quote! {
                /// The data of the event that ends the stream.
                pub const STREAM_TERMINATOR: &str = #terminator;
            }
        });
        quote! {
            /// What a request for the event stream accepts: the stream, and what errors come in.
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
        /// The security schemes, each of which suffices.
        pub const SECURITY: &[Scheme] = &[#(#schemes),*];
        #content_type
        /// What a request accepts.
        pub const ACCEPT: &str = #accept;
        #stream
        #(#headers)*
    }
}

fn header_constants(parameter: &Parameter) -> TokenStream {
    let upper = parameter.name.to_uppercase();
    let name = format_ident!("{upper}_HEADER");
    let wire = parameter.wire.to_ascii_lowercase();
    let said = parameter.doc.as_deref().unwrap_or_default();
    let doc = docs::doc(&format!(
        "The header of the `{}` parameter. {said}",
        parameter.wire
    ));
    let default = parameter
        .default
        .as_ref()
        .and_then(Value::as_str)
        .map(|default| {
            let ident = format_ident!("{upper}_DEFAULT");
            quote! {
                /// What the server takes when the header is absent.
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

fn accept(operation: &Operation) -> String {
    let mut media: Vec<&str> = Vec::new();
    for body in operation
        .success
        .iter()
        .chain(&operation.errors)
        .filter_map(|answer| answer.body.as_ref())
    {
        if !media.contains(&body.media.as_str()) {
            media.push(&body.media);
        }
    }
    if media.is_empty() {
        "*/*".to_owned()
    } else {
        media.join(", ")
    }
}

fn request_function(operation: &Operation, parts: &Parts<'_>, stream: bool) -> TokenStream {
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
    let doc = docs::doc(&format!("{what}{}", body_doc.unwrap_or_default()));
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

fn decode_function(operation: &Operation, parts: &Parts<'_>) -> TokenStream {
    let (success, error) = (&parts.success, &parts.error);
    let ok = match operation
        .success
        .as_ref()
        .map(|answer| answer.body.as_ref().map(|body| body.coding))
    {
        None | Some(None) => quote! {
            let _ = (headers, bytes);
            Ok(())
        },
        Some(Some(Coding::Json | Coding::Form)) => quote! {
            let answer = UndeclaredAnswer::new(status, headers, bytes);
            answer.json().map(|answer| answer.body).map_err(#error::Undeclared)
        },
        Some(Some(Coding::Text)) => quote!(Ok(UndeclaredAnswer::new(status, headers, bytes)
            .text()
            .body)),
        Some(Some(Coding::Bytes)) => quote! {
            let _ = headers;
            Ok(bytes)
        },
    };
    let said = operation
        .success
        .as_ref()
        .and_then(|answer| answer.doc.as_ref());
    let said = said
        .map(|doc| format!(" A success is: {}", doc.trim_end_matches('.')))
        .map(|doc| doc + ".");
    let doc = docs::doc(&format!(
        "Reads what the server answered, by its status.{}",
        said.unwrap_or_default()
    ));
    quote! {
        #doc
        ///
        /// # Errors
        /// Every answer that is no success; a success that cannot be read is undeclared.
        pub fn decode(status: StatusCode, headers: HeaderMap, bytes: Bytes) -> Result<#success, #error> {
            if !status.is_success() {
                return Err(#error::from_answer(status, headers, bytes));
            }
            #ok
        }
    }
}

/// The match from a status to a variant.
fn by_status(operation: &Operation) -> TokenStream {
    let mut ranked: Vec<&Answer> = operation.errors.iter().collect();
    // Single statuses before ranges.
    ranked.sort_by_key(|answer| answer.status.parse::<u16>().is_err());
    let mut arms = Vec::new();
    let mut rest = quote!(Self::Undeclared(answer));
    for answer in ranked {
        let name = format_ident!("{}", answer.name);
        let value = match answer.body.as_ref().map(|body| body.coding) {
            None => quote!(Self::#name(answer.holding(()))),
            Some(Coding::Json | Coding::Form) => {
                quote!(answer.json().map_or_else(Self::Undeclared, Self::#name))
            }
            Some(Coding::Text) => quote!(Self::#name(answer.text())),
            Some(Coding::Bytes) => quote!(Self::#name(answer.raw())),
        };
        match pattern(&answer.status) {
            Some(pattern) => arms.push(quote!(#pattern => #value,)),
            None => rest = value,
        }
    }
    if arms.is_empty() {
        rest
    } else {
        quote!(match status.as_u16() { #(#arms)* _ => #rest, })
    }
}

fn pattern(status: &str) -> Option<TokenStream> {
    if let Ok(code) = status.parse::<u16>() {
        let code = proc_macro2::Literal::u16_unsuffixed(code);
        return Some(quote!(#code));
    }
    let class: u16 = status
        .strip_suffix("XX")
        .or_else(|| status.strip_suffix("xx"))?
        .parse()
        .ok()?;
    let low = proc_macro2::Literal::u16_unsuffixed(class * 100);
    let high = proc_macro2::Literal::u16_unsuffixed(class * 100 + 99);
    Some(quote!(#low..=#high))
}

fn error(context: &Context<'_>, operation: &Operation, shared: &Parts<'_>) -> TokenStream {
    let name = &shared.error;
    let slots = slots_of_operation(operation);
    let slot = |name: &str| context.answer.slot(&slots, name);
    let variants = operation.errors.iter().map(|answer| {
        let ident = format_ident!("{}", answer.name);
        let body = body_type(answer, &slot);
        let said = answer
            .doc
            .as_deref()
            .unwrap_or("no description")
            .trim_end_matches('.');
        let doc = docs::doc(&format!("{}: {said}.", answer.status));
        quote! { #doc #ident(Box<Answer<#body>>), }
    });
    let doc = docs::doc(&format!(
        "What {} answers when it does not answer what was asked for, by status.",
        title(operation)
    ));
    let idents: Vec<Ident> = operation
        .errors
        .iter()
        .map(|answer| format_ident!("{}", answer.name))
        .collect();
    // Variants that hold the same type share an arm.
    let mut alike: Vec<(String, Vec<Ident>)> = Vec::new();
    for (answer, ident) in operation.errors.iter().zip(&idents) {
        let held = body_type(answer, &slot).to_string();
        match alike.iter_mut().find(|(known, _)| *known == held) {
            Some((_, idents)) => idents.push(ident.clone()),
            None => alike.push((held, vec![ident.clone()])),
        }
    }
    let parts = alike
        .iter()
        .map(|(_, idents)| quote!(#(Self::#idents(answer))|* => answer.parts(),));
    let declared = (!idents.is_empty()).then(|| quote!(_ => Ok(()),));
    let by_status = by_status(operation);
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A status or a body that the document does not declare.
            Undeclared(Box<UndeclaredAnswer>),
        }
        impl #name {
            /// The error that an answer is, by its status.
            #[must_use]
            pub fn from_answer(status: StatusCode, headers: HeaderMap, bytes: Bytes) -> Self {
                let answer = UndeclaredAnswer::new(status, headers, bytes);
                #by_status
            }
            /// The status.
            #[must_use]
            pub fn status(&self) -> StatusCode {
                self.parts().0
            }
            /// The headers.
            #[must_use]
            pub fn headers(&self) -> &HeaderMap {
                self.parts().1
            }
            /// The body as it came.
            #[must_use]
            pub fn bytes(&self) -> &Bytes {
                self.parts().2
            }
            fn parts(&self) -> (StatusCode, &HeaderMap, &Bytes) {
                match self {
                    #(#parts)*
                    Self::Undeclared(answer) => answer.parts(),
                }
            }
        }
        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{OPERATION_ID}: the server answered {}", self.status())?;
                match self {
                    Self::Undeclared(answer) => write!(f, ", {answer}"),
                    #declared
                }
            }
        }
        impl std::error::Error for #name {}
    }
}

fn methods(operation: &Operation, parts: &Parts<'_>) -> TokenStream {
    let name = identifier(&operation.name);
    let (arguments, names, success, error) =
        (&parts.arguments, &parts.names, &parts.success, &parts.error);
    let summary = operation
        .summary
        .as_deref()
        .unwrap_or("Sends the request and reads the answer")
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
        /// When the request cannot be written or sent, or the answer is no success.
    };
    let stream = operation.stream.as_ref().map(|_| {
        let name = format_ident!("{}_stream", operation.name);
        let doc = docs::doc(&format!("{}, as an event stream: the live body, as soon as its headers are there.", title(operation)));
        quote! {
            #doc
            #errors
            pub async fn #name(&self, #(#arguments),*) -> Result<reqwest::Response, crate::Error<#error>> {
                let response = self.send(stream_request(#(#names),*)?, SERVER, SECURITY).await?;
                if response.status().is_success() {
                    return Ok(response);
                }
                let (status, headers) = (response.status(), response.headers().clone());
                let error = #error::from_answer(status, headers, response.bytes().await?);
                Err(crate::Error::Answer(error))
            }
        }
    });
    quote! {
        impl Client {
            #doc
            #errors
            pub async fn #name(&self, #(#arguments),*) -> Result<#success, crate::Error<#error>> {
                let response = self.send(request(#(#names),*)?, SERVER, SECURITY).await?;
                let (status, headers) = (response.status(), response.headers().clone());
                decode(status, headers, response.bytes().await?).map_err(crate::Error::Answer)
            }
            #stream
        }
    }
}
