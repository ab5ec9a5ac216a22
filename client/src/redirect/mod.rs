//! The next hop of a redirected request, as a pure function. The HTTP library's own following is off: it would take a header
//! key and the body to any origin.

mod redacted;
mod rule;

#[cfg(test)]
mod tests;

use std::fmt;

use http::{HeaderValue, StatusCode};
use reqwest::Url;

pub(crate) use redacted::{RedactedUrl, origin, redacted_location};
pub use rule::Redirects;

/// How many redirects one request may be sent through.
pub(crate) const MAX_HOPS: usize = 5;

/// Whether a response with this status asks for the request to be sent elsewhere. 300, 304 and 305 do not (RFC 9110 section 15.4).
pub(crate) fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Why a redirect is not followed. Holds origins, never a path or a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RedirectProblem {
    /// 301, 302 and 303 would turn a POST into a GET without a body.
    MethodWouldChange(StatusCode),
    MissingLocation,
    BrokenLocation,
    Loop,
    TooManyHops,
    /// From https to http.
    Downgrade {
        to: String,
    },
    /// The target names a user: a credential that the caller did not give.
    Userinfo {
        to: String,
    },
    ForeignOrigin {
        from: String,
        to: String,
    },
}

/// Where a request goes next, method, body and key included, that went to `current` after `earlier` and was answered with a redirect.
pub(crate) fn next_hop(
    status: StatusCode,
    location: Option<&HeaderValue>,
    current: &Url,
    earlier: &[Url],
    rule: &Redirects,
) -> Result<Url, RedirectProblem> {
    if !matches!(status.as_u16(), 307 | 308) {
        return Err(RedirectProblem::MethodWouldChange(status));
    }
    let next = target(location, current)?;
    if !next.username().is_empty() || next.password().is_some() {
        return Err(RedirectProblem::Userinfo { to: origin(&next) });
    }
    if current.scheme() == "https" && next.scheme() == "http" {
        return Err(RedirectProblem::Downgrade { to: origin(&next) });
    }
    if !rule.allows(current, &next) {
        return Err(RedirectProblem::ForeignOrigin {
            from: origin(current),
            to: origin(&next),
        });
    }
    if next == *current || earlier.contains(&next) {
        return Err(RedirectProblem::Loop);
    }
    if earlier.len() >= MAX_HOPS {
        return Err(RedirectProblem::TooManyHops);
    }
    Ok(next)
}

/// `Location`, resolved against the URL it came from, without a fragment: that is never sent.
fn target(location: Option<&HeaderValue>, current: &Url) -> Result<Url, RedirectProblem> {
    let location = location.ok_or(RedirectProblem::MissingLocation)?;
    let text = std::str::from_utf8(location.as_bytes())
        .map_err(|_| RedirectProblem::BrokenLocation)?
        .trim();
    if text.is_empty() {
        return Err(RedirectProblem::MissingLocation);
    }
    let mut next = current
        .join(text)
        .map_err(|_| RedirectProblem::BrokenLocation)?;
    next.set_fragment(None);
    Ok(next)
}

impl fmt::Display for RedirectProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MethodWouldChange(status) => {
                write!(
                    f,
                    "a {} would turn the POST into a GET without its body",
                    status.as_u16()
                )
            }
            Self::MissingLocation => f.write_str("it has no Location"),
            Self::BrokenLocation => f.write_str("its Location is not a URL"),
            Self::Loop => f.write_str("it leads back to where the request has been"),
            Self::TooManyHops => write!(
                f,
                "it would be hop {}, and {MAX_HOPS} are allowed",
                MAX_HOPS + 1
            ),
            Self::Downgrade { to } => write!(f, "it leads from https to {to}"),
            Self::Userinfo { to } => write!(f, "its Location names a user at {to}"),
            Self::ForeignOrigin { from, to } => {
                write!(
                    f,
                    "it leads from {from} to {to}, where this gateway's key and the request must not go"
                )
            }
        }
    }
}
