//! Stub.
/// Stub.
pub fn explore() {}
