//! Joins a base URL and an operation's path.

use grid_api::chat::create_chat_completion;
use grid_api::messages::create_message;
use reqwest::Url;

use super::Surface;
use crate::Error;
use crate::redirect::RedactedUrl;

impl Surface {
    /// The URL of an operation whose path is `path` (`/chat/completions`).
    ///
    /// The base may end with a slash or not, may be the whole URL of this operation or another (people paste it), and may carry a
    /// query. Where both the base ends and the path begins with `/v1`, it is there once.
    pub(crate) fn endpoint(&self, path: &str) -> Result<Url, Error> {
        let mut url = parse(&self.base_url)?;
        let joined = join(url.path(), path);
        url.set_path(&joined);
        Ok(url)
    }
}

fn parse(base_url: &str) -> Result<Url, Error> {
    let wrong = |why: &str| Error::configuration(format!("the base URL {why}"));
    let url = Url::parse(base_url.trim())
        .map_err(|problem| wrong(&format!("is not a URL: {problem}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("is neither https nor http"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(&format!(
            "{} names a user: give the key to the client instead",
            RedactedUrl(&url)
        )));
    }
    if url.fragment().is_some() {
        return Err(wrong(&format!(
            "{} has a fragment, which is never sent",
            RedactedUrl(&url)
        )));
    }
    Ok(url)
}

fn join(base: &str, path: &str) -> String {
    let base = base.trim_end_matches('/');
    let path = path.trim_start_matches('/');
    if base
        .strip_suffix(path)
        .is_some_and(|before| before.ends_with('/'))
    {
        return base.to_owned();
    }
    let operations = [create_chat_completion::PATH, create_message::PATH];
    let base = operations
        .into_iter()
        .find_map(|operation| base.strip_suffix(operation))
        .unwrap_or(base);
    match path.strip_prefix("v1/") {
        Some(rest) if base.ends_with("/v1") => format!("{base}/{rest}"),
        _ => format!("{base}/{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(base: &str, path: &str) -> Result<String, String> {
        Surface::chat(base)
            .endpoint(path)
            .map(String::from)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_slash_more_or_less_makes_no_difference() {
        for base in [
            "https://api.thegrid.ai/v1",
            "https://api.thegrid.ai/v1/",
            "https://api.thegrid.ai/v1//",
            " https://api.thegrid.ai/v1\n",
            "https://api.thegrid.ai/v1/chat/completions",
            "https://api.thegrid.ai/v1/chat/completions/",
        ] {
            for path in [
                "/chat/completions",
                "chat/completions",
                "/v1/chat/completions",
            ] {
                let expected = "https://api.thegrid.ai/v1/chat/completions";
                assert_eq!(
                    endpoint(base, path).as_deref(),
                    Ok(expected),
                    "{base} + {path}"
                );
            }
        }
    }

    #[test]
    fn the_url_of_one_operation_is_the_base_of_another() {
        for (base, path) in [
            ("https://a.example/v1/chat/completions", "/messages"),
            ("https://a.example/v1/messages/", "/messages"),
        ] {
            let expected = "https://a.example/v1/messages";
            assert_eq!(endpoint(base, path).as_deref(), Ok(expected), "{base}");
        }
        assert_eq!(
            endpoint("https://a.example/messages", "/chat/completions").as_deref(),
            Ok("https://a.example/chat/completions")
        );
    }

    #[test]
    fn no_part_of_the_base_is_lost() {
        for (base, expected) in [
            ("https://a.example", "https://a.example/chat/completions"),
            ("https://a.example/", "https://a.example/chat/completions"),
            (
                "http://127.0.0.1:80/x/y",
                "http://127.0.0.1/x/y/chat/completions",
            ),
            (
                "https://a.example/chat",
                "https://a.example/chat/chat/completions",
            ),
            (
                "https://a.example/v2?api-version=1",
                "https://a.example/v2/chat/completions?api-version=1",
            ),
            (
                "https://a.example/a%2Fb",
                "https://a.example/a%2Fb/chat/completions",
            ),
        ] {
            assert_eq!(endpoint(base, "/chat/completions").as_deref(), Ok(expected));
        }
    }

    #[test]
    fn a_base_that_cannot_be_used_is_an_error() {
        for (base, part) in [
            ("", "not a URL"),
            ("api.thegrid.ai/v1", "not a URL"),
            ("localhost:8080/v1", "neither https nor http"),
            ("ftp://a.example/v1", "neither https nor http"),
            ("https://user:secret@a.example/v1", "names a user"),
            ("https://a.example/v1#secret", "fragment"),
        ] {
            let text = endpoint(base, "/messages").unwrap_err();
            assert!(
                text.contains(part) && !text.contains("secret"),
                "{base}: {text}"
            );
        }
    }
}
