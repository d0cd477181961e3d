//! What an error of the network means, in words: from the chain of its causes, whoever wrapped them.

use std::{error::Error, io};

use rustls::{CertificateError, Error as Tls};

use super::exchange::{TransportError, Trouble};
use crate::fault::Fault;

/// The first cause that says what happened.
pub(crate) fn in_words(error: &(dyn Error + 'static)) -> Option<TransportError> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(known) = one(error) {
            return Some(known);
        }
        // An I/O error hides what it was made of from `source()`.
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        if let Some(known) = inner.and_then(|inner| in_words(inner)) {
            return Some(known);
        }
        next = error.source();
    }
    None
}

fn one(error: &(dyn Error + 'static)) -> Option<TransportError> {
    if let Some(own) = error.downcast_ref::<TransportError>() {
        return Some(own.clone());
    }
    if let Some(error) = error.downcast_ref::<Tls>() {
        return Some(TransportError::new(Trouble::Untrusted, tls(error)));
    }
    let error = error.downcast_ref::<io::Error>()?;
    let (trouble, words) = match error.kind() {
        io::ErrorKind::ConnectionRefused => (
            Trouble::Unconnected(Fault::Soft),
            "nobody listens there (connection refused)",
        ),
        io::ErrorKind::HostUnreachable => (
            Trouble::Unconnected(Fault::Temporary),
            "no way leads to the host",
        ),
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => (
            Trouble::Unconnected(Fault::Temporary),
            "no way leads to its network",
        ),
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => (Trouble::Broken, "the host broke the connection off"),
        io::ErrorKind::UnexpectedEof => {
            (Trouble::Broken, "the answer ended before it was complete")
        }
        io::ErrorKind::InvalidData if error.get_ref().is_none() => {
            (Trouble::Broken, "the answer cannot be decompressed")
        }
        _ => return None,
    };
    Some(TransportError::new(trouble, words))
}

fn tls(error: &Tls) -> String {
    let why = match error {
        Tls::InvalidCertificate(why) => certificate(why),
        Tls::NoCertificatesPresented => "it shows no certificate".to_owned(),
        Tls::PeerIncompatible(_) => "it speaks no version of TLS that is still safe".to_owned(),
        Tls::AlertReceived(alert) => format!("it ended the handshake ({alert:?})"),
        Tls::InvalidMessage(_) => "it does not speak TLS".to_owned(),
        other => other.to_string(),
    };
    format!("no safe connection: {why}")
}

fn certificate(error: &CertificateError) -> String {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "its certificate has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet; is this machine's clock right?".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "its certificate is for another host".to_owned()
        }
        CertificateError::UnknownIssuer => {
            "nobody whom this machine trusts has signed its certificate".to_owned()
        }
        CertificateError::Revoked => "its certificate was revoked".to_owned(),
        other => format!("its certificate is not good ({other})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(error: &(dyn Error + 'static), expect: Option<(Trouble, &str)>) {
        let got = in_words(error);
        let got = got.as_ref().map(|known| (known.trouble, &*known.detail));
        assert_eq!(got, expect);
    }

    #[test]
    fn causes_are_found_however_deep_they_are_wrapped() {
        let wrapped = |inner: Tls| io::Error::other(io::Error::other(inner));
        check(
            &wrapped(Tls::InvalidCertificate(CertificateError::Expired)),
            Some((
                Trouble::Untrusted,
                "no safe connection: its certificate has expired",
            )),
        );
        check(
            &wrapped(Tls::InvalidCertificate(CertificateError::NotValidForName)),
            Some((
                Trouble::Untrusted,
                "no safe connection: its certificate is for another host",
            )),
        );
        check(
            &io::Error::from(io::ErrorKind::ConnectionRefused),
            Some((
                Trouble::Unconnected(Fault::Soft),
                "nobody listens there (connection refused)",
            )),
        );
        let own = TransportError::new(Trouble::Forbidden, "not there");
        check(
            &io::Error::other(own),
            Some((Trouble::Forbidden, "not there")),
        );
        check(&io::Error::other("what?"), None);
    }
}
