//! Key and base URL from the environment variables that a gateway names.

use super::Gateway;
use crate::{ApiKey, Error};

impl Gateway {
    /// The key in this gateway's environment variable.
    ///
    /// # Errors
    /// [`Error::is_configuration`] where the variable is unset, blank or not Unicode; the message names it, and the page where
    /// keys are made.
    pub fn key_from_env(&self) -> Result<ApiKey, Error> {
        self.key_from(|variable| std::env::var(variable).ok())
    }

    /// This gateway at the base URL in its environment variable, where that is set.
    #[must_use]
    pub fn base_url_from_env(self) -> Self {
        self.base_url_from(|variable| std::env::var(variable).ok())
    }

    fn key_from(&self, lookup: impl Fn(&str) -> Option<String>) -> Result<ApiKey, Error> {
        match lookup(&self.key_env) {
            Some(key) if !key.trim().is_empty() => Ok(ApiKey::new(key)),
            _ => {
                let page = match &self.key_page {
                    Some(page) => format!("; keys are made at {page}"),
                    None => String::new(),
                };
                Err(Error::configuration(format!(
                    "set {} to a key of {}{page}",
                    self.key_env, self.name
                )))
            }
        }
    }

    fn base_url_from(self, lookup: impl Fn(&str) -> Option<String>) -> Self {
        match lookup(&self.base_url_env) {
            Some(base_url) if !base_url.trim().is_empty() => self.base_url(base_url),
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_key_names_the_variable_and_the_page() {
        for value in [None, Some(" ".to_owned())] {
            let error = Gateway::the_grid().key_from(|_| value.clone()).unwrap_err();
            assert!(error.is_configuration());
            assert_eq!(
                error.to_string(),
                "set THEGRID_API_KEY to a key of The Grid; keys are made at https://app.thegrid.ai/profile/api-keys"
            );
        }
        let asked = |variable: &str| (variable == "DGRID_API_KEY").then(|| "k\n".to_owned());
        assert!(Gateway::dgrid().key_from(asked).is_ok());
        assert!(Gateway::the_grid().key_from(asked).is_err());
    }

    #[test]
    fn a_base_url_moves_every_surface_and_a_blank_one_none() {
        let moved = Gateway::the_grid().base_url_from(|variable| {
            (variable == "THEGRID_BASE_URL").then(|| "http://127.0.0.1:1/v1".into())
        });
        assert_eq!(moved.chat.base_url, "http://127.0.0.1:1/v1");
        assert_eq!(moved.messages.unwrap().base_url, "http://127.0.0.1:1/v1");
        assert_eq!(
            Gateway::the_grid().base_url_from(|_| Some(String::new())),
            Gateway::the_grid()
        );
        assert_eq!(
            Gateway::the_grid().base_url_from(|_| None),
            Gateway::the_grid()
        );
    }
}
