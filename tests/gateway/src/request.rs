//! Reads an HTTP/1.1 request out of bytes (RFC 9112); no I/O.

/// What a request may have at most; more is answered 431 or 413.
const MAX_HEAD: usize = 256 * 1024;
const MAX_BODY: usize = 256 * 1024 * 1024;

#[derive(Debug, PartialEq)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The client asked for the connection to be closed after the answer.
    pub(crate) last: bool,
}

/// The request at the start of `bytes` and how many of them it takes; `None` when there is more to come; the status to
/// answer when it is no request.
pub(crate) fn parse(bytes: &[u8]) -> Result<Option<(Request, usize)>, u16> {
    let Some(head_length) = find(&bytes[..bytes.len().min(MAX_HEAD)], b"\r\n\r\n") else {
        return if bytes.len() < MAX_HEAD {
            Ok(None)
        } else {
            Err(431)
        };
    };
    let head = std::str::from_utf8(&bytes[..head_length]).map_err(|_| 400_u16)?;
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version @ ("HTTP/1.1" | "HTTP/1.0")), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(400);
    };
    let headers = lines
        .map(header)
        .collect::<Option<Vec<_>>>()
        .ok_or(400_u16)?;
    let Some((body, body_length)) = body(&headers, &bytes[head_length + 4..])? else {
        return Ok(None);
    };
    let last = match value(&headers, "connection") {
        Some(connection) => connection.eq_ignore_ascii_case("close"),
        None => version == "HTTP/1.0",
    };
    let request = Request {
        method: method.to_owned(),
        target: target.to_owned(),
        headers,
        body,
        last,
    };
    Ok(Some((request, head_length + 4 + body_length)))
}

fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let plain = !name.is_empty() && !name.contains([' ', '\t']);
    plain.then(|| (name.to_owned(), value.trim().to_owned()))
}

fn value<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(present, _)| present.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

type Body = (Vec<u8>, usize);

fn body(headers: &[(String, String)], bytes: &[u8]) -> Result<Option<Body>, u16> {
    match (
        value(headers, "transfer-encoding"),
        value(headers, "content-length"),
    ) {
        (None, None) => Ok(Some((vec![], 0))),
        (Some(coding), None) if coding.eq_ignore_ascii_case("chunked") => dechunk(bytes),
        (None, Some(length)) => {
            let length: usize = length.parse().map_err(|_| 400_u16)?;
            if length > MAX_BODY {
                return Err(413);
            }
            Ok(bytes.get(..length).map(|body| (body.to_vec(), length)))
        }
        _ => Err(400),
    }
}

fn dechunk(bytes: &[u8]) -> Result<Option<Body>, u16> {
    let (mut spans, mut at, mut total) = (vec![], 0, 0);
    loop {
        let Some(line) = find(&bytes[at..], b"\r\n") else {
            return Ok(None);
        };
        let size = std::str::from_utf8(&bytes[at..at + line]).map_err(|_| 400_u16)?;
        let size = size.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| 400_u16)?;
        at += line + 2;
        if size == 0 {
            break;
        }
        total += size.min(MAX_BODY + 1);
        if total > MAX_BODY {
            return Err(413);
        }
        match bytes.get(at + size..at + size + 2) {
            None => return Ok(None),
            Some(b"\r\n") => spans.push(at..at + size),
            Some(_) => return Err(400),
        }
        at += size + 2;
    }
    // Trailers, up to the empty line.
    loop {
        let Some(line) = find(&bytes[at..], b"\r\n") else {
            return Ok(None);
        };
        at += line + 2;
        if line == 0 {
            return Ok(Some((
                spans
                    .into_iter()
                    .flat_map(|span| &bytes[span])
                    .copied()
                    .collect(),
                at,
            )));
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prefix_of_a_request_wants_more() {
        let text = b"POST /v1/x?a=b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;q=1\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: v\r\n\r\n";
        for length in 0..text.len() {
            assert_eq!(parse(&text[..length]), Ok(None), "{length} bytes");
        }
        let mut more = text.to_vec();
        more.extend_from_slice(b"GET");
        let (request, used) = parse(&more).unwrap().unwrap();
        assert_eq!(used, text.len());
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("POST", "/v1/x?a=b")
        );
        assert_eq!(request.body, b"abc0123456789");
        assert!(!request.last);
    }

    #[test]
    fn what_is_no_request_has_a_status() {
        for (text, status) in [
            ("GET /\r\n\r\n", 400),
            ("GET / HTTP/2\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
            (
                "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n",
                413,
            ),
            (
                "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
                400,
            ),
            (
                "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                413,
            ),
        ] {
            assert_eq!(parse(text.as_bytes()), Err(status), "{text:?}");
        }
        assert_eq!(parse(&vec![b'a'; MAX_HEAD]), Err(431));
    }

    #[test]
    fn the_connection_ends_when_the_client_says_so() {
        let last = |text: &str| parse(text.as_bytes()).unwrap().unwrap().0.last;
        assert!(last("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"));
        assert!(last("GET / HTTP/1.0\r\n\r\n"));
        assert!(!last("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
    }
}
