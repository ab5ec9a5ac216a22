//! What a gateway's page contradicts: refused before it is sent, with the field and the gateway named.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::{Gateway, Surface};

/// A member of the request body that a gateway does not take, or not in that form.
///
/// Only what a page contradicts is refused; what it does not mention passes. The caller may say to send it anyway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    field: Cow<'static, str>,
    form: Form,
    instead: Cow<'static, str>,
}

/// The form in which a member is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// Whatever it holds.
    Any,
    /// A string.
    Text,
}

impl Refusal {
    /// Refuses the member `field` of the body in this form; `instead` completes the sentence "send ... instead".
    pub fn new(
        field: impl Into<Cow<'static, str>>,
        form: Form,
        instead: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            field: field.into(),
            form,
            instead: instead.into(),
        }
    }

    fn applies(&self, body: &Value) -> bool {
        match (self.form, body.get(&*self.field)) {
            (_, None | Some(Value::Null)) => false,
            (Form::Any, Some(_)) => true,
            (Form::Text, Some(value)) => value.is_string(),
        }
    }
}

impl Gateway {
    /// [`refused`](Self::refused) of a request; one that cannot be written as JSON is somebody else's to refuse.
    pub(crate) fn refuses(&self, surface: &Surface, request: &impl Serialize) -> Option<String> {
        if surface.refusals.is_empty() {
            return None;
        }
        self.refused(surface, &serde_json::to_value(request).ok()?)
    }

    /// All that this gateway's page contradicts in a body, in one sentence; `None` where there is nothing.
    fn refused(&self, surface: &Surface, body: &Value) -> Option<String> {
        let found: Vec<String> = surface
            .refusals
            .iter()
            .filter(|refusal| refusal.applies(body))
            .map(|refusal| {
                let form = match refusal.form {
                    Form::Any => "",
                    Form::Text => " as a string",
                };
                format!(
                    "{} does not take `{}`{form}: send {} instead",
                    self.name, refusal.field, refusal.instead
                )
            })
            .collect();
        (!found.is_empty()).then(|| found.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_page_without_a_name_contradicts_two_things() {
        let gateway = Gateway::compatible("https://a.example");
        let refused = |body: Value| gateway.refused(&gateway.chat, &body);
        let text = refused(json!({"stop": "x", "max_tokens": 5})).unwrap();
        assert_eq!(
            text,
            "the compatible gateway does not take `stop` as a string: send a list of strings instead; \
             the compatible gateway does not take `max_tokens`: send `max_completion_tokens` instead"
        );
        assert!(refused(json!({"stop": "x"})).unwrap().contains("`stop`"));
        for body in [
            json!({"stop": ["x"], "max_completion_tokens": 5}),
            json!({"stop": null, "max_tokens": null}),
            json!({"route": "fallback", "anything": "else"}),
            json!({}),
        ] {
            assert_eq!(refused(body.clone()), None, "{body}");
        }
    }

    #[test]
    fn the_others_contradict_nothing() {
        let body = json!({"stop": "x", "max_tokens": 5, "user": "u"});
        for gateway in [
            Gateway::the_grid(),
            Gateway::dgrid(),
            Gateway::new("own", "https://a.example"),
        ] {
            assert_eq!(gateway.refused(&gateway.chat, &body), None);
        }
    }
}
