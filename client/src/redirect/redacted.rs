//! URLs that can be shown: a redirect's query is a credential (The Grid signs a `token` into it).

use std::fmt;

use reqwest::Url;

use crate::key::REDACTED;

/// Shows scheme, host, port and path; a query is told but not shown, userinfo and fragment are left out.
pub(crate) struct RedactedUrl<'a>(pub(crate) &'a Url);

impl fmt::Display for RedactedUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", origin(self.0), self.0.path())?;
        if self.0.query().is_some() {
            write!(f, "?{REDACTED}")?;
        }
        Ok(())
    }
}

/// Scheme, host and port; of a URL without a host (`data:`) the scheme alone.
pub(crate) fn origin(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{}://{host}:{port}", url.scheme()),
        (Some(host), None) => format!("{}://{host}", url.scheme()),
        (None, _) => format!("{}:", url.scheme()),
    }
}

/// A `Location` header's text without what may be secret in it, also where it does not parse.
pub(crate) fn redacted_location(location: &str) -> String {
    match Url::parse(location) {
        Ok(url) if url.has_host() => RedactedUrl(&url).to_string(),
        Ok(url) => origin(&url),
        Err(_) => match location.split_once(['?', '#', '@']) {
            Some((before, _)) => format!("{before}?{REDACTED}"),
            None => location.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_userinfo_and_fragment_do_not_show() {
        let url =
            Url::parse("https://user:pass@api.thegrid.ai:8443/r/v1?token=secret#frag").unwrap();
        assert_eq!(
            RedactedUrl(&url).to_string(),
            "https://api.thegrid.ai:8443/r/v1?[redacted]"
        );
        assert_eq!(origin(&url), "https://api.thegrid.ai:8443");
        let plain = Url::parse("http://[::1]/v1").unwrap();
        assert_eq!(RedactedUrl(&plain).to_string(), "http://[::1]/v1");
        assert_eq!(
            origin(&Url::parse("data:text/plain,secret").unwrap()),
            "data:"
        );
    }

    #[test]
    fn a_location_that_does_not_parse_is_redacted_too() {
        assert_eq!(redacted_location("/r/v1?token=secret"), "/r/v1?[redacted]");
        assert_eq!(
            redacted_location("https://[broken?token=secret"),
            "https://[broken?[redacted]"
        );
        assert_eq!(redacted_location("/r/v1"), "/r/v1");
        assert_eq!(redacted_location("data:secret"), "data:");
        assert_eq!(
            redacted_location("https://a.example/x?token=secret"),
            "https://a.example/x?[redacted]"
        );
    }
}
