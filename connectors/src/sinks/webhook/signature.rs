//! The signature of a request (Standard Webhooks 1.0, symmetric): it proves who sent it, and that nobody changed it.

use base64::{Engine, prelude::BASE64_STANDARD};
use ring::hmac;

/// Signs with one secret.
#[derive(Debug)]
pub(super) struct Signer(hmac::Key);

impl Signer {
    pub(super) fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
    pub(super) fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let mut signed = hmac::Context::with_key(&self.0);
        signed.update(format!("{id}.{timestamp}.").as_bytes());
        signed.update(body);
        format!("v1,{}", BASE64_STANDARD.encode(signed.sign()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected values were computed with Python's `hmac` and again with `openssl dgst -sha256 -mac HMAC`.
    #[test]
    fn signatures_are_those_that_others_compute() {
        let check = |secret: &[u8], id: &str, timestamp, body: &str, expect: &str| {
            let signed = Signer::new(secret).sign(id, timestamp, body.as_bytes());
            assert_eq!(signed, expect);
        };
        let counting: Vec<u8> = (1..25).collect();
        check(
            &counting,
            "2f1c9d0e4b7a68531122334455667788",
            1_795_316_400,
            r#"{"specversion":"1.0","data":{"text":"Zażółć"}}"#,
            "v1,e5wq26W+aA5qG2o0oELE9hBIwyOjZLIdU+Au1g6lCe0=",
        );
        check(
            b"correct horse",
            "a",
            0,
            "",
            "v1,GUC7UDanUgkLQyBdN7gCYW0b3wfLdqJA5wxNwWNWJF8=",
        );
    }
}
