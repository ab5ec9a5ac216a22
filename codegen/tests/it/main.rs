//! The generator on whole documents: what it writes, that it compiles, and that nothing in a document can make it panic.

mod compiled;
mod corpus;
mod cut;
mod difference;
mod fixtures;
mod goldens;
mod grid;
mod hostile;
mod mutated;
mod parameters;
mod refusals;
mod stable;
mod updates;
