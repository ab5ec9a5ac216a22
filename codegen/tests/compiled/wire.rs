//! What the fixtures' crates send and read, run: this file is compiled against them.

use std::io::{BufRead, BufReader, Write};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::json;

#[test]
fn a_member_that_must_be_null_is_sent_as_null() {
    use objects::orders::{Address, NewOrder};

    let order = NewOrder::new(1, None, Address::new("x"));
    let sent = json!({"quantity": 1, "note": null, "address": {"street": "x"}});
    assert_eq!(serde_json::to_value(&order).unwrap(), sent);
    assert_eq!(serde_json::from_value::<NewOrder>(sent).unwrap(), order);
    let order = NewOrder::new(1, Some("n".into()), Address::new("x"));
    let sent = json!({"quantity": 1, "note": "n", "address": {"street": "x"}});
    assert_eq!(serde_json::to_value(&order).unwrap(), sent);
    assert_eq!(serde_json::from_value::<NewOrder>(sent).unwrap(), order);
}

#[test]
fn a_member_of_a_union_sends_its_tag() {
    use tagged_by_discriminator::pets::{Dog, Pet};

    let pet = Pet::from(Dog::new().bark("w"));
    let sent = json!({"petType": "Dog", "bark": "w"});
    assert_eq!(serde_json::to_value(&pet).unwrap(), sent);
    assert_eq!(serde_json::from_value::<Pet>(sent).unwrap(), pet);
    assert_eq!(
        serde_json::to_value(Dog::new()).unwrap(),
        json!({"petType": "Dog"})
    );
}

#[test]
fn a_constant_that_is_not_required_is_not_sent_unless_it_is_set() {
    use constants::events::Event;

    let always = json!({"kind": "event", "odd \"name\"": "\"quoted\"\n", "name": "n"});
    assert_eq!(serde_json::to_value(Event::new("n")).unwrap(), always);
    let event = serde_json::to_value(Event::new("n").version("1")).unwrap();
    assert_eq!(event["version"], "1");
}

#[test]
fn a_success_may_come_without_a_body() {
    use answers::put::{delete_fine, put_fine};

    let headers = HeaderMap::new;
    let fine = |status| put_fine::decode(status, headers(), Bytes::from_static(b"fine"));
    assert_eq!(fine(StatusCode::OK).unwrap().as_deref(), Some("fine"));
    for status in [StatusCode::CREATED, StatusCode::NO_CONTENT] {
        assert_eq!(fine(status).unwrap(), None);
    }
    let refused = Bytes::from_static(br#"{"why": "x"}"#);
    let refused = put_fine::decode(StatusCode::FORBIDDEN, headers(), refused);
    assert!(matches!(refused, Err(put_fine::PutFineError::Forbidden(_))));
    let image = |status| delete_fine::decode(status, headers(), Bytes::from_static(b"\x89"));
    assert_eq!(image(StatusCode::OK).unwrap().unwrap(), b"\x89".as_slice());
    assert_eq!(image(StatusCode::RESET_CONTENT).unwrap(), None);
    let head = answers::head::head_only::decode(StatusCode::OK, headers(), Bytes::new());
    assert!(head.is_ok());
}

#[test]
fn successes_with_bodies_of_several_types_are_told_apart_by_status() {
    use answers::several::several::{SeveralError, SeveralSuccess, decode};

    let answer = |status, body: &'static str| decode(status, HeaderMap::new(), body.into());
    for status in [StatusCode::OK, StatusCode::ACCEPTED] {
        match answer(status, r#"{"ok": true}"#) {
            Ok(SeveralSuccess::Ok(fine)) => assert_eq!(fine.ok, Some(true)),
            other => panic!("{other:?}"),
        }
    }
    match answer(StatusCode::CREATED, r#"{"code": 7}"#) {
        Ok(SeveralSuccess::Created(made)) => assert_eq!(made.code, 7),
        other => panic!("{other:?}"),
    }
    let empty = answer(StatusCode::NO_CONTENT, "").unwrap();
    assert_eq!(empty, SeveralSuccess::NoContent);
    match answer(StatusCode::CREATED, "no JSON") {
        Err(SeveralError::Undeclared(raw)) => {
            assert_eq!(
                (raw.status, &*raw.bytes),
                (StatusCode::CREATED, &b"no JSON"[..])
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_range_without_a_body_leaves_the_body_of_its_member_alone() {
    use answers::range_without_body::range_without_body::decode;

    let answer = |status, body: &'static str| decode(status, HeaderMap::new(), body.into());
    let body = r#"{"ok": true}"#;
    assert_eq!(
        answer(StatusCode::OK, body).unwrap().unwrap().ok,
        Some(true)
    );
    assert_eq!(answer(StatusCode::NO_CONTENT, "").unwrap(), None);
}

#[test]
fn limits_of_every_part_of_an_all_of_and_of_what_it_refers_to_are_checked() {
    use all_of::things::Holder;

    let violations = |holder: Holder| match holder.validate() {
        Ok(()) => Vec::new(),
        Err(found) => found.as_slice().iter().map(ToString::to_string).collect(),
    };
    let broken = Holder::new()
        .text("four")
        .at_least("1")
        .between("123")
        .few(["1", "2", "3", "4"]);
    let found = violations(broken);
    assert_eq!(found.len(), 4, "{found:?}");
    let fine = Holder::new()
        .text("123")
        .at_least("12")
        .between("1")
        .few(["1", "2", "3"]);
    assert_eq!(violations(fine), Vec::<String>::new());
    assert_eq!(violations(Holder::new().few(["four"])).len(), 1);
    assert_eq!(violations(Holder::new().both("123").noted("1")).len(), 1);
    let read: Holder = serde_json::from_value(json!({"both": "12", "noted": null})).unwrap();
    assert_eq!(read, Holder::new().both("12"));
}

#[test]
fn a_tag_of_several_values_is_a_field() {
    use tagged_by_discriminator::shapes::{Flat, Round, RoundKind, Shape};

    for kind in ["circle", "ellipse", "oval"] {
        let sent = json!({"kind": kind, "r": 2.5});
        let round: Round = serde_json::from_value(sent.clone()).unwrap();
        assert_eq!(serde_json::to_value(&round).unwrap(), sent);
        let shape: Shape = serde_json::from_value(sent.clone()).unwrap();
        assert_eq!(matches!(shape, Shape::Round(_)), kind != "oval", "{kind}");
        assert_eq!(serde_json::to_value(&shape).unwrap(), sent);
    }
    let sent = serde_json::to_value(Shape::from(Round::new(RoundKind::Ellipse))).unwrap();
    assert_eq!(sent, json!({"kind": "ellipse"}));
    let sent = serde_json::to_value(Shape::from(Flat::new().side(1.0))).unwrap();
    assert_eq!(sent, json!({"kind": "square", "side": 1.0}));
}

#[test]
fn a_member_that_has_no_tag_itself_sends_it_too() {
    use tagged_by_discriminator::bare::{Bare, One, Two};

    let sent = serde_json::to_value(Bare::from(One::new().x("y"))).unwrap();
    assert_eq!(sent, json!({"kind": "one", "x": "y"}));
    for kind in ["two", "second"] {
        let sent = serde_json::to_value(Bare::from(Two::new(kind))).unwrap();
        assert_eq!(sent, json!({"kind": kind}));
        assert!(matches!(
            serde_json::from_value(sent).unwrap(),
            Bare::Two(_)
        ));
    }
}

#[test]
fn items_and_values_may_be_null_where_the_document_says_so() {
    use nullable::holders::{Holder, Thing};

    let sent = json!({
        "numbers": [1.5, null], "texts": [null, "ab"], "things": [{"a": 1}, null], "kinds": ["a", null, "new"],
        "thing": null, "kind": "c", "names": [null], "map": {"x": null, "y": 1}, "lists": [["a"], null], "inline": [null, {"x": "y"}], "any": [null, 1],
    });
    let holder: Holder = serde_json::from_value(sent.clone()).unwrap();
    assert_eq!(holder.validate(), Ok(()));
    assert_eq!(serde_json::to_value(&holder).unwrap(), sent);
    let built = Holder::new(Some(Thing::new()), None)
        .numbers([Some(f64::NAN), None])
        .texts([None, Some("long".to_owned())])
        .things([Some(Thing::new().a(9)), None])
        .names([Some("four".to_owned()), None]);
    let found = built.validate().unwrap_err();
    assert_eq!(found.as_slice().len(), 4, "{found}");
}

#[test]
fn a_range_of_media_types_is_sent_as_one() {
    use bodies::range::{RangeBody, anything, images, range};

    let media = |request: http::Request<Bytes>| request.headers()["content-type"].clone();
    let request = range::request(&RangeBody::new().a("1")).unwrap();
    assert_eq!(request.body(), r#"{"a":"1"}"#);
    assert_eq!(media(request), "application/json");
    for request in [images::request, anything::request] {
        let request = request(Bytes::from_static(b"x")).unwrap();
        assert_eq!(request.body(), "x");
        assert_eq!(media(request), "application/octet-stream");
    }
}

/// What a client sends with an operation: the first line and the headers, in lower case, of one request on a real socket.
fn sent<T>(
    credentials: &[&security::security::Scheme],
    call: impl AsyncFn(security::Client) -> T,
) -> Vec<String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let server = format!("http://{}/", listener.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let lines = BufReader::new(socket.try_clone().unwrap()).lines();
        let lines = lines.map(Result::unwrap);
        let lines = lines.take_while(|line| !line.is_empty()).collect();
        let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
        socket.write_all(answer).unwrap();
        lines
    });
    let mut client = security::Client::new().unwrap().with_server(server);
    for scheme in credentials {
        client = client
            .with_credential(scheme, &format!("{}&=", scheme.id))
            .unwrap();
    }
    assert!(!format!("{client:?}").contains("&="));
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    runtime.block_on(call(client));
    heard.join().unwrap()
}

#[test]
fn a_credential_goes_where_its_scheme_wants_it() {
    use security::security::{BASIC, BEARER, COOKIE, COOKIE2, KEY, NEGOTIATE, OAUTH, QUERY};

    let has = |lines: &[String], line: &str| lines.iter().any(|known| known == line);
    let secret = |line: &&String| line.contains("&=") || line.contains("%26%3D");

    let lines = sent(&[&OAUTH, &COOKIE, &QUERY], async |client| {
        client.by_query(Some(2)).await.unwrap();
    });
    assert_eq!(lines[0], "PATCH /a?page=2&key=query%26%3D HTTP/1.1");
    assert_eq!(lines.iter().filter(secret).count(), 1);

    let by_cookie = async |client: security::Client| client.by_query(None).await.unwrap();
    let lines = sent(&[&OAUTH, &COOKIE], by_cookie);
    assert_eq!(lines[0], "PATCH /a HTTP/1.1");
    assert!(has(&lines, "cookie: session=cookie&="), "{lines:?}");
    assert_eq!(lines.iter().filter(secret).count(), 1);

    let together = async |client: security::Client| client.together().await.unwrap();
    let lines = sent(&[&BEARER, &QUERY, &COOKIE, &COOKIE2, &KEY], together);
    assert_eq!(lines[0], "POST /a?key=query%26%3D HTTP/1.1");
    assert!(has(&lines, "x-api-key: key&="), "{lines:?}");
    let cookies = "cookie: session=cookie&=; csrf=cookie2&=";
    assert!(has(&lines, cookies), "{lines:?}");
    assert_eq!(lines.iter().filter(secret).count(), 3);

    // Not one of those needed together without the others.
    let lines = sent(&[&QUERY, &COOKIE, &KEY, &BEARER], together);
    assert!(has(&lines, "authorization: Bearer bearer&="), "{lines:?}");
    assert_eq!(lines.iter().filter(secret).count(), 1);

    let open = async |client: security::Client| client.open().await.unwrap();
    let lines = sent(&[&BASIC, &KEY, &NEGOTIATE, &QUERY], open);
    assert_eq!(lines.iter().filter(secret).count(), 0);
}

#[test]
fn tags_are_found_wherever_the_document_has_them() {
    use tags::events::{AnyPart, Created, Deep, Event, Holder, In, Out, OutText, V1, Version};

    for holder in [
        json!({"named": {"type": "created", "at": "a"}}),
        json!({"named": {"type": "deleted"}}),
        json!({"unnamed": {"type": "image", "data": "d"}}),
        json!({"nested": {"type": "output_text", "text": "t"}}),
        json!({"deep": {"type": "refusal"}}),
        json!({"deep": {"type": "item_reference", "id": "i"}}),
        json!({"deep": {"type": "new", "id": "i"}}),
        json!({"version": {"version": 2, "a": "x"}}),
        json!({"outcome": {"ok": false, "why": "w"}}),
        json!({"wrapped": {"t": "p2", "x": 2}}),
        json!({"wrapped": {"t": "p1", "x": 2}}),
    ] {
        let read: Holder = serde_json::from_value(holder.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), holder);
        let is_unknown = format!("{read:?}").contains("Unknown");
        assert_eq!(is_unknown, holder.to_string().contains("new"), "{read:?}");
    }
    let sent = |value: Event| serde_json::to_value(value).unwrap();
    assert_eq!(
        sent(Created::new("a").into()),
        json!({"type": "created", "at": "a"})
    );
    let version = serde_json::to_value(Version::from(V1::new(1))).unwrap();
    assert_eq!(version, json!({"version": 1}));
    let part = AnyPart::from(Out::from(OutText::new("t")));
    let deep = serde_json::to_value(Deep::from(part)).unwrap();
    assert_eq!(deep, json!({"type": "output_text", "text": "t"}));
    match serde_json::from_value::<AnyPart>(json!({"type": "input_image"})) {
        Ok(AnyPart::In(In::InputImage(_))) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_only_a_request_has_is_not_asked_of_a_response() {
    use directions::users::{AddUserResponse, User, add_user};

    let decode =
        |status, body: &'static str| add_user::decode(status, HeaderMap::new(), body.into());
    let user = decode(StatusCode::OK, r#"{"id": "u", "email": "e"}"#);
    match user {
        Ok(AddUserResponse::User(user)) => assert_eq!(user.password, None),
        other => panic!("{other:?}"),
    }
    match decode(StatusCode::CONFLICT, r#"{"email": "e"}"#) {
        Err(add_user::AddUserError::Conflict(there)) => assert_eq!(there.body.email, "e"),
        other => panic!("{other:?}"),
    }
    match decode(
        StatusCode::UNPROCESSABLE_ENTITY,
        r#"{"input": null, "msg": "m"}"#,
    ) {
        Err(add_user::AddUserError::UnprocessableEntity(wrong)) => {
            assert_eq!((wrong.body.input, &*wrong.body.msg), (None, "m"));
        }
        other => panic!("{other:?}"),
    }
    let sent = serde_json::to_value(User::new("e", "p")).unwrap();
    assert_eq!(sent, json!({"email": "e", "password": "p"}));
    let request = add_user::request(&User::new("e", "p"), Some("t")).unwrap();
    let headers = request.headers();
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(
        (&headers["x-trace"], headers.get("authorization")),
        (&"t".parse().unwrap(), None)
    );
    // Where no scheme says how to send it, a parameter does.
    let request = directions::users::who_am_i::request("Token t").unwrap();
    assert_eq!(request.headers()["authorization"], "Token t");
}

#[test]
fn members_that_are_tried_in_turn_have_their_limits_checked() {
    use mixed_unions::embed::{EmbedBody, Input, LimitedSchema};

    let said = |input: Input| {
        let checked = EmbedBody::new(input).validate();
        checked.err().map(|violations| violations.to_string())
    };
    let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(said(texts(&["short"]).into()), None);
    let long = said(texts(&["short", "longer"]).into()).unwrap();
    assert_eq!(long, "input[1]: at most 5 characters, found 6 characters");
    assert!(said(Vec::<String>::new().into()).is_some());
    assert_eq!(said(vec![7].into()), None);
    let inside = said(LimitedSchema::new(9).into()).unwrap();
    assert_eq!(inside, "input.n: at most 5, found 9");
}

/// The parts of a body: what stands before each, and its bytes.
fn parts(request: &http::Request<Bytes>) -> Vec<(String, Vec<u8>)> {
    let content_type = request.headers()["content-type"].to_str().unwrap();
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let body = String::from_utf8_lossy(request.body()).into_owned();
    let body = body.strip_suffix(&format!("--{boundary}--\r\n")).unwrap();
    let delimiter = format!("--{boundary}\r\n");
    let mut parts = body.split(&delimiter);
    assert_eq!(parts.next(), Some(""));
    let read = |part: &str| {
        let (head, bytes) = part
            .strip_suffix("\r\n")
            .unwrap()
            .split_once("\r\n\r\n")
            .unwrap();
        (head.to_owned(), bytes.into())
    };
    parts.map(read).collect()
}

#[test]
fn a_form_is_sent_in_parts() {
    use multipart::File;
    use multipart::files::{UploadFilesBody, upload_files};
    use multipart::transcriptions::{
        Task, Transcription, TranscriptionChunking, create_transcription,
    };

    let sound = File::new("a \"b\"\r\n.mp3", &b"ID3\x00"[..]).media_type("audio/mpeg");
    assert!(!format!("{sound:?}").contains("ID3"));
    let mut body = Transcription::new(sound, Task::Transcribe)
        .temperature(0.5)
        .flag(false)
        .granularities(["word", "segment"])
        .chunking(TranscriptionChunking::new("server_vad"));
    body.extra.insert("new".to_owned(), json!(null));
    body.extra.insert("newer".to_owned(), json!(7));
    let request = create_transcription::request(&body).unwrap();
    let text = |name: &str, text: &str| {
        (
            format!("Content-Disposition: form-data; name=\"{name}\""),
            text.as_bytes().to_vec(),
        )
    };
    let sent = parts(&request);
    assert_eq!(sent[0], text("flag", "false"));
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"a %22b%22%0D%0A.mp3\"\r\nContent-Type: audio/mpeg";
    assert_eq!(sent[1], (head.to_owned(), b"ID3\x00".to_vec()));
    let (json, object) = &sent[7];
    assert!(json.ends_with("; name=\"chunking\"\r\nContent-Type: application/json"));
    assert_eq!(object, br#"{"type":"server_vad"}"#);
    let others = [&sent[2..7], &sent[8..]].concat();
    assert_eq!(
        others,
        [
            text("model", "whisper-1"),
            text("task", "transcribe"),
            text("temperature", "0.5"),
            text("granularities[]", "word"),
            text("granularities[]", "segment"),
            text("newer", "7"),
        ]
    );
    // A boundary that a part holds is none.
    let boundary = b"--------------------------0\r\n".to_vec();
    let body = UploadFilesBody::new([File::new("", boundary.clone()), File::new("b", "B")]);
    let request = upload_files::request(Some(&body), Some(true), None).unwrap();
    assert_eq!(request.uri(), "/files?dry=true");
    let sent = parts(&request);
    let names: Vec<bool> = sent
        .iter()
        .map(|(head, _)| head.contains("name=\"files\"; filename=\"files\""))
        .collect();
    assert_eq!((names, &sent[0].1), (vec![true, false], &boundary));
    // Files behind a name, and a length that only the server checks.
    use multipart::alias::{Upload, alias};
    let file = |text: &'static str| File::new(text, text);
    let upload = Upload::new(file("a"))
        .one(file("b"))
        .more([file("c"), file("d")])
        .either("e");
    let sent = parts(&alias::request(&upload).unwrap());
    let files = sent.iter().filter(|(head, _)| head.contains("; filename="));
    assert_eq!((sent.len(), files.count()), (5, 4));
    let none = upload_files::request(None, None, None).unwrap();
    assert_eq!(
        (none.headers().get("content-type"), none.body().len()),
        (None, 0)
    );
}
