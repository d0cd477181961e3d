//! The newsloom binary.
fn main() {}
