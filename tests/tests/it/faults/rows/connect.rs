//! There is no connection, or what answers on it never heard of HTTP.

use grid_client::TimeoutPhase;
use grid_gateway::{RefusedPort, fault};

use super::{FIRST_BYTE, named, same};
use crate::faults::expect::{Class, Retry, ends};
use crate::faults::row::{Fault, Row, always, row};

pub(super) fn rows() -> Vec<Row> {
    let falls = |name| {
        let either = ends(Class::Unanswered)
            .or(Class::Connect)
            .retry(Retry::AsItFalls);
        super::both(name, either)
    };
    let mut rows = named(
        "on connect",
        |_| fault::on_connect(),
        vec![
            falls("accept and close"),
            falls("accept and reset"),
            falls("TLS garbage"),
            falls("banner"),
            same("accept and stall", FIRST_BYTE),
        ],
        Fault::Greeting,
    );
    let port = RefusedPort::bind().unwrap();
    rows.push(row(
        "refused",
        move |_| Fault::Nowhere(format!("{}/v1", port.origin())),
        always(ends(Class::Connect)),
    ));
    rows.push(row(
        "no such host",
        |_| Fault::Nowhere("http://grid-fault-lab.invalid/v1".to_owned()),
        always(ends(Class::Connect)),
    ));
    rows.push(
        row(
            "no word from the name server",
            |_| Fault::Unresolved,
            always(ends(Class::Timeout(TimeoutPhase::Connect))),
        )
        .short(TimeoutPhase::Connect),
    );
    rows
}
