//! Redirects of every kind. The foreign origin of a scene must never be asked: each cell counts its connections.

use grid_client::TimeoutPhase;
use grid_gateway::{Answer, Reply, Step};

use super::FIRST_BYTE;
use crate::faults::expect::{Class, Kept, ends, ok};
use crate::faults::row::{Fault, Row, always, row};
use crate::faults::scene::Scene;

pub(super) fn rows() -> Vec<Row> {
    followed()
        .into_iter()
        .chain(refused())
        .chain(foreign())
        .collect()
}

fn to(status: u16, location: &str) -> Reply {
    Reply::redirect(status, location).header("x-lab", "kept")
}

/// Another path of the same origin, with a token.
fn here(scene: &Scene, step: usize) -> String {
    format!(
        "{}/hop{step}{}?token={}",
        scene.origin,
        scene.path(),
        scene.token
    )
}

fn hop(scene: &Scene) -> Answer {
    to(307, &here(scene, 0)).into()
}

fn followed() -> Vec<Row> {
    let behind_hop = |name: &'static str, second: fn(&Scene) -> Answer, expect| {
        row(
            format!("redirect: {name}"),
            move |scene| Fault::Answers(vec![hop(scene), second(scene)]),
            always(expect),
        )
        .requests(2)
    };
    let five = |scene: &Scene| {
        let hops =
            (0..5).map(|step| to(if step % 2 == 0 { 307 } else { 308 }, &here(scene, step)).into());
        Fault::Answers(hops.chain([scene.good().into()]).collect())
    };
    vec![
        behind_hop("307 to the same origin", |scene| scene.good().into(), ok()),
        behind_hop(
            "error behind the hop",
            |_| Reply::error(500).into(),
            ends(Class::Status(500)),
        ),
        behind_hop(
            "close behind the hop",
            |_| Answer::steps([Step::Close]),
            ends(Class::Unanswered),
        ),
        behind_hop(
            "reset behind the hop",
            |_| Answer::steps([Step::Reset]),
            ends(Class::Unanswered),
        ),
        behind_hop(
            "silence behind the hop",
            |_| Answer::steps([Step::Stall]),
            ends(FIRST_BYTE),
        )
        .short(TimeoutPhase::FirstByte),
        behind_hop(
            "not found behind the hop",
            |_| Reply::error(404).into(),
            ends(Class::Status(404)),
        ),
        row("redirect: five hops", five, always(ok())).requests(6),
        row(
            "redirect: a relative Location",
            |scene| {
                let relative = format!("/elsewhere{}?token={}", scene.path(), scene.token);
                Fault::Answers(vec![to(308, &relative).into(), scene.good().into()])
            },
            always(ok()),
        )
        .requests(2),
        row(
            "redirect: a page without end",
            |scene| {
                let page = Step::endless(vec![b'x'; 16 << 10]);
                let head = to(307, &here(scene, 0))
                    .with_content(vec![b'x'; 1 << 20])
                    .cut(10, page);
                Fault::Answers(vec![head.into(), scene.good().into()])
            },
            always(ok()),
        )
        .requests(2),
    ]
}

fn refused() -> Vec<Row> {
    let refuse = |name: String, fault: Box<dyn Fn(&Scene) -> Fault + Send + Sync>| {
        row(
            format!("redirect: {name}"),
            move |scene| fault(scene),
            always(ends(Class::Redirect).keeps(Kept::Nothing)),
        )
        .marked()
    };
    let mut rows: Vec<Row> = [301, 302, 303]
        .into_iter()
        .map(|status| {
            refuse(
                format!("{status} to the same origin"),
                Box::new(move |scene| to(status, &here(scene, 0)).into()),
            )
        })
        .collect();
    let same = |scene: &Scene| format!("{}{}", scene.origin, scene.path());
    rows.push(refuse(
        "to itself".to_owned(),
        Box::new(move |scene| to(307, &same(scene)).into()),
    ));
    rows.push(
        refuse(
            "in a circle".to_owned(),
            Box::new(move |scene| {
                Fault::Answers(vec![
                    to(307, &here(scene, 0)).into(),
                    to(307, &here(scene, 1)).into(),
                    to(307, &here(scene, 0)).into(),
                ])
            }),
        )
        .requests(3),
    );
    rows.push(
        refuse(
            "six hops".to_owned(),
            Box::new(|scene| {
                Fault::Answers(
                    (0..6)
                        .map(|step| to(307, &here(scene, step)).into())
                        .collect(),
                )
            }),
        )
        .requests(6),
    );
    rows.push(refuse(
        "an empty Location".to_owned(),
        Box::new(|_| to(307, "").into()),
    ));
    rows.push(refuse(
        "a broken Location".to_owned(),
        Box::new(|_| to(307, "http://[::1/?token=x").into()),
    ));
    rows.push(refuse(
        "a Location that is no text".to_owned(),
        Box::new(|scene| {
            let head = format!("HTTP/1.1 307 Temporary Redirect\r\nx-lab: kept\r\ncontent-length: 0\r\nlocation: {}/", scene.origin);
            Answer::raw([head.as_bytes(), b"\xff\xfe\r\n\r\n"].concat()).into()
        }),
    ));
    rows.push(refuse(
        "a user in the Location".to_owned(),
        Box::new(|scene| {
            to(
                307,
                &scene
                    .origin
                    .replace("http://", &format!("http://me:{}@", scene.token)),
            )
            .into()
        }),
    ));
    rows
}

/// Neither the key nor the body goes there.
fn foreign() -> Vec<Row> {
    [301, 302, 303, 307, 308]
        .into_iter()
        .flat_map(|status| {
            let away = move |name: &str, location: fn(&Scene) -> String, hops: usize| {
                let fault = move |scene: &Scene| {
                    let hop = (1..hops).map(|_| hop(scene));
                    Fault::Answers(hop.chain([to(status, &location(scene)).into()]).collect())
                };
                let expect = ends(Class::Redirect).keeps(Kept::Nothing);
                row(format!("redirect: {status} {name}"), fault, always(expect))
                    .requests(hops)
                    .marked()
            };
            let there =
                |scene: &Scene| format!("{}{}?token={}", scene.foreign, scene.path(), scene.token);
            [
                away("to a foreign origin", there, 1),
                away("to a foreign origin, behind the hop", there, 2),
                away(
                    "to a foreign host",
                    |scene| format!("//lab.invalid/v1?token={}", scene.token),
                    1,
                ),
            ]
        })
        .collect()
}
