//! `cargo xtask` as a maintainer meets it: the built program, on a small workspace of its own.

mod check;
mod elsewhere;
mod guard;
mod launch;
mod regen;
mod small;
mod update;
