//! The function that reads an operation's answer, and its error, by status.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Parts, body_type, has_empty_success, title};
use crate::emit::context::Context;
use crate::emit::docs;
use crate::lower::slots_of_operation;
use crate::model::{Answer, Coding, Operation};

pub(super) fn decode_function(operation: &Operation, parts: &Parts<'_>) -> TokenStream {
    let (success, error) = (&parts.success, &parts.error);
    let may_be_empty = has_empty_success(operation);
    let held = |body: TokenStream| {
        if may_be_empty {
            quote!(Some(#body))
        } else {
            body
        }
    };
    let ok = match operation
        .success
        .as_ref()
        .map(|answer| answer.body.as_ref().map(|body| body.coding))
    {
        None | Some(None) => quote! {
            let _ = (headers, bytes);
            Ok(())
        },
        Some(Some(Coding::Json | Coding::Form)) => {
            let body = held(quote!(answer.body));
            quote! {
                let answer = UndeclaredAnswer::new(status, headers, bytes);
                answer.json().map(|answer| #body).map_err(#error::Undeclared)
            }
        }
        Some(Some(Coding::Text)) => {
            let body = held(quote!(
                UndeclaredAnswer::new(status, headers, bytes).text().body
            ));
            quote!(Ok(#body))
        }
        Some(Some(Coding::Bytes)) => {
            let body = held(quote!(bytes));
            quote! {
                let _ = headers;
                Ok(#body)
            }
        }
    };
    let statuses = operation
        .empty_successes
        .iter()
        .filter_map(|status| pattern(status));
    let empty = may_be_empty.then(|| {
        quote! {
            if matches!(status.as_u16(), #(#statuses)|*) {
                return Ok(None);
            }
        }
    });
    let others: Vec<&Answer> = operation
        .errors
        .iter()
        .filter(|answer| answer.status.starts_with('2'))
        .collect();
    let statuses = others.iter().filter_map(|answer| pattern(&answer.status));
    let failed = if others.is_empty() {
        quote!(!status.is_success())
    } else {
        quote!(!status.is_success() || matches!(status.as_u16(), #(#statuses)|*))
    };
    let others: Vec<&str> = others.iter().map(|answer| answer.status.as_str()).collect();
    let others = match others.as_slice() {
        [] => String::new(),
        statuses => format!(", and {}, whose body is another", statuses.join(" and ")),
    };
    let errors = docs::doc(&format!(
        "Every answer that is no success{others}; a success that cannot be read is undeclared."
    ));
    let none = if may_be_empty {
        let statuses = operation.empty_successes.join(" or ");
        format!(" `None` where the status is {statuses}.")
    } else {
        String::new()
    };
    let said = operation
        .success
        .as_ref()
        .and_then(|answer| answer.doc.as_ref());
    let said = said
        .map(|doc| format!(" A success is: {}", doc.trim_end_matches('.')))
        .map(|doc| doc + ".");
    let doc = docs::doc(&format!(
        "Reads what the server answered, by its status.{}{none}",
        said.unwrap_or_default()
    ));
    quote! {
        #doc
        ///
        /// # Errors
        #errors
        pub fn decode(status: StatusCode, headers: HeaderMap, bytes: Bytes) -> Result<#success, #error> {
            if #failed {
                return Err(#error::from_answer(status, headers, bytes));
            }
            #empty
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

pub(super) fn error(
    context: &Context<'_>,
    operation: &Operation,
    shared: &Parts<'_>,
) -> TokenStream {
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
