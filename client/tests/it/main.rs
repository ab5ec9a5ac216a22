//! The integration tests of `grid-client`: one module a subject, one binary.

mod sse;
