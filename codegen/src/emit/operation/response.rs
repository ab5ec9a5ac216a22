//! The function that reads an operation's response, and its error, by status.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Parts, body_type, has_empty_success, success_name, title};
use crate::emit::context::Context;
use crate::emit::docs;
use crate::lower::slots_of_operation;
use crate::model::{Coding, Operation, Response};

pub(super) fn decode_function(operation: &Operation, parts: &Parts<'_>) -> TokenStream {
    let (success, error) = (&parts.success, &parts.error);
    let statuses = operation
        .empty_successes
        .iter()
        .filter_map(|response| pattern(&response.status));
    // The success itself may be one of a range without a body.
    let own = operation.success.as_ref();
    let own = own.and_then(|response| response.status.parse::<u16>().ok());
    let own = own.filter(|_| {
        operation
            .empty_successes
            .iter()
            .any(|response| !is_single(&response.status))
    });
    let own = own.map(proc_macro2::Literal::u16_unsuffixed);
    let own = own.map(|own| quote!(status != #own &&));
    let empty = has_empty_success(operation).then(|| {
        quote! {
            if #own matches!(status.as_u16(), #(#statuses)|*) {
                return Ok(None);
            }
        }
    });
    let doc = decode_doc(operation);
    let ok = match success_name(operation) {
        Some(name) => read_successes(operation, &name, error),
        None => read_success(operation, error),
    };
    quote! {
        #doc
        ///
        /// # Errors
        /// The typed error of every other status; a success whose body does not decode is `Undeclared`.
        pub fn decode(status: StatusCode, headers: HeaderMap, bytes: Bytes) -> Result<#success, #error> {
            if !status.is_success() {
                return Err(#error::from_response(status, headers, bytes));
            }
            #empty
            #ok
        }
    }
}

/// The condition under which a response is a stream.
pub(super) fn streams(operation: &Operation) -> TokenStream {
    let others = operation.errors.iter().map(|response| &response.status);
    let others: Vec<TokenStream> = others
        .filter(|status| status.starts_with('2'))
        .filter_map(|status| pattern(status))
        .collect();
    let others =
        (!others.is_empty()).then(|| quote!(&&!matches!(response.status().as_u16(), #(#others)|*)));
    quote!(response.status().is_success() #others)
}

fn is_single(status: &str) -> bool {
    status.parse::<u16>().is_ok()
}

/// What `decode` does.
fn decode_doc(operation: &Operation) -> TokenStream {
    let said = operation.success.as_ref();
    let said = said.and_then(|response| response.doc.as_deref());
    let said = said.filter(|_| operation.other_successes.is_empty());
    let mut text = "Reads a response, by its status.".to_owned();
    if let Some(said) = said {
        text = format!(
            "{text} On success, returns: {}.",
            said.trim_end_matches('.')
        );
    }
    if has_empty_success(operation) {
        let statuses = operation.empty_successes.iter();
        let statuses: Vec<&str> = statuses.map(|response| response.status.as_str()).collect();
        let statuses = statuses.join(" or ");
        text = format!("{text} `None` where the status is {statuses}.");
    }
    docs::doc(&text)
}

/// The successes of an operation, where their bodies are of several types.
pub(super) fn successes(context: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let name = success_name(operation)?;
    let slots = slots_of_operation(operation);
    let slot = |name: &str| context.rust.slot(&slots, name);
    let variants = operation.successes().chain(&operation.empty_successes);
    let variants = variants.enumerate().map(|(index, response)| {
        let ident = format_ident!("{}", response.name);
        let held = response.body.as_ref().map(|_| body_type(response, &slot));
        let held = held.map(|body| quote!((#body)));
        let others = if index == 0 {
            " and every other success"
        } else {
            ""
        };
        let doc = docs::doc(&format!("{}{others}: {}.", response.status, said(response)));
        quote! { #doc #ident #held, }
    });
    let doc = docs::doc(&format!("Successes of {}, by status.", title(operation)));
    Some(quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }
    })
}

/// Reads a success whose type its status tells.
fn read_successes(operation: &Operation, name: &Ident, error: &Ident) -> TokenStream {
    let read = |response: &Response| {
        let variant = format_ident!("{}", response.name);
        match response.body.as_ref().map(|body| body.coding) {
            None => quote!(Ok(#name::#variant)),
            Some(Coding::Json | Coding::Form | Coding::Multipart) => {
                quote!(raw.json().map(|response| #name::#variant(response.body)))
            }
            Some(Coding::Text) => quote!(Ok(#name::#variant(raw.text().body))),
            Some(Coding::Bytes) => quote!(Ok(#name::#variant(raw.bytes))),
        }
    };
    let first = operation.success.as_ref();
    let others = operation.other_successes.iter();
    let mut ranked: Vec<&Response> = others.chain(&operation.empty_successes).collect();
    // The first is for whatever no other is for, and may be one of a range of those.
    if ranked.iter().any(|response| !is_single(&response.status)) {
        ranked.extend(first);
    }
    ranked.sort_by_key(|response| !is_single(&response.status));
    let arms = ranked.into_iter().filter_map(|response| {
        let (pattern, read) = (pattern(&response.status)?, read(response));
        Some(quote!(#pattern => #read,))
    });
    let first = first.map(read);
    quote! {
        let raw = UndeclaredResponse::new(status, headers, bytes);
        let read = match status.as_u16() { #(#arms)* _ => #first, };
        read.map_err(#error::Undeclared)
    }
}

/// Reads the body of a success.
fn read_success(operation: &Operation, error: &Ident) -> TokenStream {
    let held = |body: TokenStream| {
        if has_empty_success(operation) {
            quote!(Some(#body))
        } else {
            body
        }
    };
    let success = operation.success.as_ref();
    let coding = success.and_then(|response| response.body.as_ref().map(|body| body.coding));
    match coding {
        None => quote! {
            let _ = (headers, bytes);
            Ok(())
        },
        Some(Coding::Json | Coding::Form | Coding::Multipart) => {
            let body = held(quote!(response.body));
            quote! {
                let raw = UndeclaredResponse::new(status, headers, bytes);
                raw.json().map(|response| #body).map_err(#error::Undeclared)
            }
        }
        Some(Coding::Text) => {
            let text = quote!(UndeclaredResponse::new(status, headers, bytes).text().body);
            let body = held(text);
            quote!(Ok(#body))
        }
        Some(Coding::Bytes) => {
            let body = held(quote!(bytes));
            quote! {
                let _ = headers;
                Ok(#body)
            }
        }
    }
}

/// The match from a status to a variant.
fn by_status(operation: &Operation) -> TokenStream {
    let mut ranked: Vec<&Response> = operation.errors.iter().collect();
    // Single statuses before ranges.
    ranked.sort_by_key(|response| response.status.parse::<u16>().is_err());
    let mut arms = Vec::new();
    let mut rest = quote!(Self::Undeclared(raw));
    for response in ranked {
        let name = format_ident!("{}", response.name);
        let value = match response.body.as_ref().map(|body| body.coding) {
            None => quote!(Self::#name(raw.holding(()))),
            Some(Coding::Json | Coding::Form | Coding::Multipart) => {
                quote!(raw.json().map_or_else(Self::Undeclared, Self::#name))
            }
            Some(Coding::Text) => quote!(Self::#name(raw.text())),
            Some(Coding::Bytes) => quote!(Self::#name(raw.raw())),
        };
        match pattern(&response.status) {
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

/// What the document says of a response, without its full stop.
fn said(response: &Response) -> &str {
    let said = response.doc.as_deref().unwrap_or("no description");
    said.trim_end_matches('.')
}

pub(super) fn error(
    context: &Context<'_>,
    operation: &Operation,
    shared: &Parts<'_>,
) -> TokenStream {
    let name = &shared.error;
    let slots = slots_of_operation(operation);
    let slot = |name: &str| context.rust.slot(&slots, name);
    let variants = operation.errors.iter().map(|response| {
        let ident = format_ident!("{}", response.name);
        let body = body_type(response, &slot);
        let doc = docs::doc(&format!("{}: {}.", response.status, said(response)));
        quote! { #doc #ident(Box<Response<#body>>), }
    });
    let doc = docs::doc(&format!(
        "Error responses of {}, by status.",
        title(operation)
    ));
    let idents: Vec<Ident> = operation
        .errors
        .iter()
        .map(|response| format_ident!("{}", response.name))
        .collect();
    // Variants that hold the same type share an arm.
    let mut alike: Vec<(String, Vec<Ident>)> = Vec::new();
    for (response, ident) in operation.errors.iter().zip(&idents) {
        let held = body_type(response, &slot).to_string();
        match alike.iter_mut().find(|(known, _)| *known == held) {
            Some((_, idents)) => idents.push(ident.clone()),
            None => alike.push((held, vec![ident.clone()])),
        }
    }
    let parts = alike
        .iter()
        .map(|(_, idents)| quote!(#(Self::#idents(response))|* => response.parts(),));
    let declared = (!idents.is_empty()).then(|| quote!(_ => Ok(()),));
    let by_status = by_status(operation);
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A status or a body that the document does not declare.
            Undeclared(Box<UndeclaredResponse>),
        }
        impl #name {
            /// The error that a response stands for, by its status.
            #[must_use]
            pub fn from_response(status: StatusCode, headers: HeaderMap, bytes: Bytes) -> Self {
                let raw = UndeclaredResponse::new(status, headers, bytes);
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
                    Self::Undeclared(response) => response.parts(),
                }
            }
        }
        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{OPERATION_ID}: the server answered {}", self.status())?;
                match self {
                    Self::Undeclared(response) => write!(f, ", {response}"),
                    #declared
                }
            }
        }
        impl std::error::Error for #name {}
    }
}
