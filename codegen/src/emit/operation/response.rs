//! The function that reads an operation's response, and its error, by status.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Parts, body_type, has_empty_success, title};
use crate::emit::context::Context;
use crate::emit::docs;
use crate::lower::slots_of_operation;
use crate::model::{Coding, Operation, Response};

pub(super) fn decode_function(operation: &Operation, parts: &Parts<'_>) -> TokenStream {
    let (success, error) = (&parts.success, &parts.error);
    let statuses = operation
        .empty_successes
        .iter()
        .filter_map(|status| pattern(status));
    // The success itself may be one of a range without a body.
    let own = operation.success.as_ref();
    let own = own.and_then(|response| response.status.parse::<u16>().ok());
    let own = own.filter(|_| {
        operation
            .empty_successes
            .iter()
            .any(|status| !is_single(status))
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
    let failed = failed(operation);
    let (doc, errors) = decode_docs(operation, &others(operation));
    let ok = read_success(operation, error);
    quote! {
        #doc
        ///
        /// # Errors
        #errors
        pub fn decode(status: StatusCode, headers: HeaderMap, bytes: Bytes) -> Result<#success, #error> {
            if #failed {
                return Err(#error::from_response(status, headers, bytes));
            }
            #empty
            #ok
        }
    }
}

/// The statuses of successes that are variants of the error.
fn others(operation: &Operation) -> Vec<&str> {
    let statuses = operation
        .errors
        .iter()
        .map(|response| response.status.as_str());
    statuses.filter(|status| status.starts_with('2')).collect()
}

/// The condition under which a status is one of those; nothing where there are none.
fn is_other(operation: &Operation, status: &TokenStream) -> Option<TokenStream> {
    let others = others(operation);
    let statuses = others.iter().filter_map(|status| pattern(status));
    (!others.is_empty()).then(|| quote!(matches!(#status.as_u16(), #(#statuses)|*)))
}

fn is_single(status: &str) -> bool {
    status.parse::<u16>().is_ok()
}

/// The condition under which a status is an error's.
fn failed(operation: &Operation) -> TokenStream {
    let or_other = is_other(operation, &quote!(status)).map(|other| quote!(|| #other));
    quote!(!status.is_success() #or_other)
}

/// The condition under which a status is that of the success.
pub(super) fn succeeded(operation: &Operation, status: &TokenStream) -> TokenStream {
    let no_other = is_other(operation, status).map(|other| quote!(&& !#other));
    quote!(#status.is_success() #no_other)
}

/// What `decode` does, and what its error is; `others` are successes whose body is another.
fn decode_docs(operation: &Operation, others: &[&str]) -> (TokenStream, TokenStream) {
    let success = operation.success.as_ref();
    let said = success.and_then(|response| response.doc.as_deref());
    let mut text = "Reads a response, by its status.".to_owned();
    if let Some(said) = said {
        text = format!(
            "{text} On success, returns: {}.",
            said.trim_end_matches('.')
        );
    }
    if has_empty_success(operation) {
        let statuses = operation.empty_successes.join(" or ");
        text = format!("{text} `None` where the status is {statuses}.");
    }
    let others = match others {
        [] => String::new(),
        statuses => {
            let statuses = statuses.join(" and ");
            format!(", and of {statuses}, whose body is of another type")
        }
    };
    let errors = format!(
        "The typed error of every other status{others}; a success whose body does not decode is `Undeclared`."
    );
    (docs::doc(&text), docs::doc(&errors))
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
        Some(Coding::Json | Coding::Form) => {
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
            Some(Coding::Json | Coding::Form) => {
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
        let said = response
            .doc
            .as_deref()
            .unwrap_or("no description")
            .trim_end_matches('.');
        let doc = docs::doc(&format!("{}: {said}.", response.status));
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
