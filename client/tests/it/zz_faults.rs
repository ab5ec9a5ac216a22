use super::setup::{MODEL, builder, gateway, hello, hello_plain};
use grid_gateway::{Reply, fault};
use std::time::Duration;

#[tokio::test]
async fn table() {
    let events = hello();
    let mut all = fault::in_place_of_answer();
    for (name, answer) in fault::of_body(&Reply::json(200, &hello_plain())) {
        all.insert(name, answer);
    }
    for (name, answer) in all {
        for mode in ["send", "stream"] {
            run(name, answer.clone(), mode).await;
        }
    }
    for (name, answer) in fault::of_events(&events[..4], &events[4]) {
        run(name, answer, "stream").await;
    }
    for (name, answer) in fault::on_connect() {
        let gateway = gateway();
        gateway.greet(answer);
        report(name, "send", &gateway).await;
    }
}
async fn run(name: &str, answer: grid_gateway::Answer, mode: &str) {
    let gateway = gateway();
    gateway.push(answer);
    report(name, mode, &gateway).await;
}
async fn report(name: &str, mode: &str, gateway: &grid_gateway::Gateway) {
    let client = builder(gateway)
        .max_event_size(1 << 20)
        .retry(grid_client::RetryPolicy::none())
        .build()
        .unwrap();
    let chat = client
        .chat(MODEL)
        .user("x")
        .with_idle_timeout(Duration::from_millis(100))
        .with_first_byte_timeout(Duration::from_millis(150))
        .with_timeout(Duration::from_secs(2));
    let begun = std::time::Instant::now();
    let result = if mode == "send" {
        chat.send().await
    } else {
        match chat.stream().await {
            Ok(s) => s.finish().await,
            Err(e) => Err(e),
        }
    };
    let text = match result {
        Ok(reply) => format!("ok {:?}", reply.text()),
        Err(e) => format!(
            "{e} [{}{}{}] run={}",
            if e.is_decode() { "decode " } else { "" },
            if e.is_truncated() { "trunc" } else { "" },
            if e.is_timeout() { "timeout" } else { "" },
            e.may_have_run()
        ),
    };
    println!(
        "{name:32} {mode:6} {:4} ms {text}",
        begun.elapsed().as_millis()
    );
}
