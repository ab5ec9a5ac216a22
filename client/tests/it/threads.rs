//! What may cross threads.

use grid_client::{ChatStream, Client, Gateway, MessageStream};

fn everywhere<T: Send + Sync + 'static>() {}

#[test]
fn clients_and_streams_can_be_held_across_an_await_of_a_spawned_task() {
    everywhere::<Client>();
    everywhere::<Gateway>();
    everywhere::<ChatStream>();
    everywhere::<MessageStream>();
}
