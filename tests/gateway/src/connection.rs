//! One connection from accept to close.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use tokio::net::TcpStream;

use crate::reply::Reply;
use crate::respond::respond;
use crate::shared::Shared;
use crate::step::Step;
use crate::wire::{NoRequest, Played, Wire};

pub(crate) async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let connection = shared.log.opened();
    let mut wire = Wire::new(stream);
    if wire
        .play(&shared.script.greeting(), &AtomicU64::new(0))
        .await
        != Played::StillOpen
    {
        return;
    }
    loop {
        let request = match wire.request().await {
            Ok(request) => request,
            Err(NoRequest::Gone) => return shared.log.client_closed(connection.number),
            Err(NoRequest::Bad(status)) => {
                let mut steps = Reply::error(status).header("connection", "close").steps();
                steps.push(Step::Close);
                wire.play(&steps, &AtomicU64::new(0)).await;
                return;
            }
        };
        let last = request.last;
        let received = shared.log.record(connection.number, request);
        let steps = respond(&shared, &received);
        match wire.play(&steps, &received.written).await {
            Played::ClientGone => return shared.log.client_closed(connection.number),
            Played::Closed => return shared.log.answered(received.number),
            Played::StillOpen => shared.log.answered(received.number),
        }
        if last {
            wire.play(&[Step::Close], &received.written).await;
            return;
        }
    }
}
