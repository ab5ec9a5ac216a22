//! Every rule of [`next_hop`], each with a twin that differs in one thing.

use super::*;

const START: &str = "https://api.thegrid.ai/v1/chat/completions";

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn hop_from(from: &str, location: &[u8]) -> Result<String, RedirectProblem> {
    let location = HeaderValue::from_bytes(location).unwrap();
    let rule = Redirects::hosts(["*.thegrid.ai"]);
    next_hop(
        StatusCode::TEMPORARY_REDIRECT,
        Some(&location),
        &url(from),
        &[],
        &rule,
    )
    .map(String::from)
}

fn hop(location: &str) -> Result<String, RedirectProblem> {
    hop_from(START, location.as_bytes())
}

#[test]
fn only_307_and_308_replay_a_post() {
    let location = HeaderValue::from_static("/r/v1");
    let ask = |status: u16| {
        let status = StatusCode::from_u16(status).unwrap();
        assert!(is_redirect(status));
        next_hop(
            status,
            Some(&location),
            &url(START),
            &[],
            &Redirects::SameOrigin,
        )
    };
    for status in [307, 308] {
        assert_eq!(ask(status).unwrap().as_str(), "https://api.thegrid.ai/r/v1");
    }
    for status in [301, 302, 303] {
        assert_eq!(
            ask(status),
            Err(RedirectProblem::MethodWouldChange(
                StatusCode::from_u16(status).unwrap()
            ))
        );
    }
    for status in [200, 300, 304, 305, 400] {
        assert!(!is_redirect(StatusCode::from_u16(status).unwrap()));
    }
}

#[test]
fn locations_of_every_form() {
    let routed = "https://api.thegrid.ai/r/v1/chat/completions?token=t";
    for location in [
        routed,
        "/r/v1/chat/completions?token=t",
        "../../r/v1/chat/completions?token=t",
        "//api.thegrid.ai/r/v1/chat/completions?token=t",
        "/r/v1/chat/completions?token=t#fragment",
        " /r/v1/chat/completions?token=t ",
    ] {
        assert_eq!(hop(location).as_deref(), Ok(routed), "{location}");
    }
    assert_eq!(
        hop("https://synapse.thegrid.ai/v1").as_deref(),
        Ok("https://synapse.thegrid.ai/v1")
    );
}

#[test]
fn a_missing_or_broken_location() {
    let without = next_hop(
        StatusCode::PERMANENT_REDIRECT,
        None,
        &url(START),
        &[],
        &Redirects::SameOrigin,
    );
    assert_eq!(without, Err(RedirectProblem::MissingLocation));
    assert_eq!(hop(""), Err(RedirectProblem::MissingLocation));
    assert_eq!(hop("https://"), Err(RedirectProblem::BrokenLocation));
    assert_eq!(hop("https://[::1"), Err(RedirectProblem::BrokenLocation));
    assert_eq!(
        hop("https://a:99999/"),
        Err(RedirectProblem::BrokenLocation)
    );
    assert_eq!(
        hop_from(START, b"/\xff"),
        Err(RedirectProblem::BrokenLocation)
    );
}

#[test]
fn a_foreign_origin_is_named_and_its_token_is_not() {
    let problem = hop("https://evil.example:8443/path?token=secret").unwrap_err();
    let text = format!("{problem} {problem:?}");
    assert!(text.contains("https://evil.example:8443"), "{text}");
    assert!(!text.contains("secret") && !text.contains("path"), "{text}");
    assert!(matches!(
        hop("ftp://api.thegrid.ai/"),
        Err(RedirectProblem::ForeignOrigin { .. })
    ));
    assert!(
        matches!(hop("javascript:secret"), Err(RedirectProblem::ForeignOrigin { to, .. }) if to == "javascript:")
    );
}

#[test]
fn userinfo_is_refused_also_at_home() {
    for location in [
        "https://user@api.thegrid.ai/",
        "https://:pass@api.thegrid.ai/",
        "//u:p@api.thegrid.ai/",
    ] {
        let problem = hop(location).unwrap_err();
        assert_eq!(
            problem,
            RedirectProblem::Userinfo {
                to: "https://api.thegrid.ai".into()
            }
        );
    }
}

#[test]
fn http_is_no_way_down_from_https_and_fine_where_it_was_written() {
    let problem = hop("http://api.thegrid.ai/v1").unwrap_err();
    assert_eq!(
        problem,
        RedirectProblem::Downgrade {
            to: "http://api.thegrid.ai".into()
        }
    );
    let local = "http://127.0.0.1:8080/v1/chat/completions";
    assert_eq!(
        hop_from(local, b"/r?token=t").as_deref(),
        Ok("http://127.0.0.1:8080/r?token=t")
    );
    assert!(matches!(
        hop_from(local, b"http://127.0.0.1:8081/r"),
        Err(RedirectProblem::ForeignOrigin { .. })
    ));
}

#[test]
fn a_loop_is_seen_and_another_token_is_no_loop() {
    let rule = Redirects::SameOrigin;
    let (first, second) = (url("http://h/a"), url("http://h/b?token=1"));
    let go = |to: &'static str| {
        let location = HeaderValue::from_static(to);
        next_hop(
            StatusCode::TEMPORARY_REDIRECT,
            Some(&location),
            &second,
            std::slice::from_ref(&first),
            &rule,
        )
    };
    assert_eq!(go("/a"), Err(RedirectProblem::Loop));
    assert_eq!(go("/b?token=1"), Err(RedirectProblem::Loop));
    assert_eq!(go("/b?token=2").unwrap(), url("http://h/b?token=2"));
}

#[test]
fn five_hops_and_not_six() {
    let mut trail = vec![url("http://h/0")];
    let mut follow = || {
        let location = HeaderValue::try_from(format!("/{}", trail.len())).unwrap();
        let (current, earlier) = trail.split_last().unwrap();
        let next = next_hop(
            StatusCode::TEMPORARY_REDIRECT,
            Some(&location),
            current,
            earlier,
            &Redirects::SameOrigin,
        )?;
        trail.push(next);
        Ok(())
    };
    for _ in 0..5 {
        assert_eq!(follow(), Ok(()));
    }
    assert_eq!(follow(), Err(RedirectProblem::TooManyHops));
}
