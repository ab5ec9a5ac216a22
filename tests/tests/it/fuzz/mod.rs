//! Fuzzing without nightly: random completions cut into random deltas, and random bytes as bodies, through the whole client and a socket.
//!
//! `corpus/` holds inputs that are played before anything is drawn: add whatever a run finds.

mod bytes;
mod completion;
mod deltas;
mod link;
