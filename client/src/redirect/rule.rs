//! Where a key and a body may be taken by a redirect.

use std::borrow::Cow;

use reqwest::Url;

/// Which redirects of a surface are followed: plain data of a [`Surface`](crate::gateway::Surface).
///
/// The origin (scheme, host and port) that the request went to is always allowed. Anything else is refused before the key or
/// the body is sent there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Redirects {
    /// The same origin and no other.
    SameOrigin,
    /// The same origin, and these hosts over https on port 443. `*.example.com` stands for every name below `example.com`
    /// (and not for `example.com`); anything else for one host.
    Hosts(Cow<'static, [Cow<'static, str>]>),
}

impl Redirects {
    /// The same origin, and these hosts over https on port 443.
    pub fn hosts<T: Into<Cow<'static, str>>>(patterns: impl IntoIterator<Item = T>) -> Self {
        Self::Hosts(patterns.into_iter().map(Into::into).collect())
    }

    pub(crate) fn allows(&self, from: &Url, to: &Url) -> bool {
        if from.origin() == to.origin() {
            return true;
        }
        let Self::Hosts(patterns) = self else {
            return false;
        };
        let Some(host) = to.domain() else {
            return false;
        };
        to.scheme() == "https"
            && to.port_or_known_default() == Some(443)
            && patterns.iter().any(|pattern| matches(pattern, host))
    }
}

/// `host` is in lower case: a parsed URL's is.
fn matches(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(parent) => host
            .len()
            .checked_sub(parent.len())
            .and_then(|at| host.split_at_checked(at))
            .is_some_and(|(below, end)| {
                end.eq_ignore_ascii_case(parent) && below.len() > 1 && below.ends_with('.')
            }),
        None => host.eq_ignore_ascii_case(pattern),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(to: &str) -> bool {
        let rule = Redirects::hosts(["*.thegrid.ai", "exact.example"]);
        let from = Url::parse("https://api.thegrid.ai/v1/chat/completions").unwrap();
        rule.allows(&from, &Url::parse(to).unwrap())
    }

    #[test]
    fn names_below_and_exact_names_over_https() {
        for to in [
            "https://api.thegrid.ai/r/v1?token=t",
            "https://synapse.thegrid.ai/v1",
            "https://a.b.thegrid.ai/v1",
            "https://SYNAPSE.TheGrid.AI:443/v1",
            "https://exact.example/",
        ] {
            assert!(allows(to), "{to}");
        }
    }

    #[test]
    fn nothing_that_only_looks_like_it() {
        for to in [
            "https://thegrid.ai/v1",
            "https://evil-thegrid.ai/v1",
            "https://evilthegrid.ai/v1",
            "https://thegrid.ai.evil.com/v1",
            "https://synapse.thegrid.ai.evil.com/v1",
            "https://synapse.thegrid.ai@evil.com/v1",
            "https://evil.com/synapse.thegrid.ai",
            "https://evil.com#.thegrid.ai",
            "https://evil.com\\.thegrid.ai/",
            "https://.thegrid.ai/",
            "https://synapse.thegrid.ai./v1",
            "https://synapse.thegrid.ai:8443/v1",
            "http://synapse.thegrid.ai/v1",
            "http://synapse.thegrid.ai:443/v1",
            "wss://synapse.thegrid.ai/v1",
            "https://sub.exact.example/",
            "https://127.0.0.1/",
            "https://[::1]/",
        ] {
            assert!(!allows(to), "{to}");
        }
    }

    #[test]
    fn the_same_origin_is_scheme_host_and_port() {
        let from = Url::parse("http://127.0.0.1:8080/v1").unwrap();
        let allows = |to: &str| Redirects::SameOrigin.allows(&from, &Url::parse(to).unwrap());
        assert!(allows("http://127.0.0.1:8080/elsewhere"));
        for to in [
            "http://127.0.0.1:8081/v1",
            "https://127.0.0.1:8080/v1",
            "http://localhost:8080/v1",
        ] {
            assert!(!allows(to), "{to}");
        }
    }
}
