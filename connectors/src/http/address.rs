//! Which addresses belong to the public internet. A listing is written by strangers, and its links must not make this
//! program read what only this machine or its network can reach.
//!
//! Names are checked after they were resolved (in [`lookup`]), so a name that changes its address in between gains
//! nothing; addresses that stand in a URL themselves are never resolved and are checked by [`forbidden_literal`].

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use url::{Host, Url};

use super::exchange::{Guard, TransportError, Trouble};
use crate::fault::Fault;

/// Ranges that are not the public internet (IANA special-purpose registry): address, bits, what it is.
const FORBIDDEN_V4: [([u8; 4], u32, &str); 15] = [
    ([0, 0, 0, 0], 8, "an unspecified address"),
    ([10, 0, 0, 0], 8, "a private address"),
    (
        [100, 64, 0, 0],
        10,
        "an address inside a provider's network",
    ),
    ([127, 0, 0, 0], 8, "a loopback address"),
    ([169, 254, 0, 0], 16, "a link-local address"),
    ([172, 16, 0, 0], 12, "a private address"),
    ([192, 0, 0, 0], 24, "a reserved address"),
    ([192, 0, 2, 0], 24, "an address for documentation"),
    ([192, 88, 99, 0], 24, "a 6to4 relay address"),
    ([192, 168, 0, 0], 16, "a private address"),
    ([198, 18, 0, 0], 15, "an address for benchmarks"),
    ([198, 51, 100, 0], 24, "an address for documentation"),
    ([203, 0, 113, 0], 24, "an address for documentation"),
    ([224, 0, 0, 0], 4, "a multicast address"),
    ([240, 0, 0, 0], 4, "a reserved or broadcast address"),
];

/// The same for version 6. What carries an address of version 4 inside is refused whole, for nobody publishes news there;
/// but for [`NAT64`].
const FORBIDDEN_V6: [([u16; 8], u32, &str); 13] = [
    (
        [0, 0, 0, 0, 0, 0, 0, 0],
        96,
        "a loopback, unspecified or IPv4-compatible address",
    ),
    ([0, 0, 0, 0, 0, 0xffff, 0, 0], 96, "an IPv4-mapped address"),
    (
        [0, 0, 0, 0, 0xffff, 0, 0, 0],
        96,
        "an IPv4-translated address",
    ),
    ([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48, "a NAT64 address"),
    ([0x100, 0, 0, 0, 0, 0, 0, 0], 64, "a discard-only address"),
    (
        [0x2001, 0, 0, 0, 0, 0, 0, 0],
        23,
        "a Teredo, benchmark or otherwise special address",
    ),
    (
        [0x2001, 0xdb8, 0, 0, 0, 0, 0, 0],
        32,
        "an address for documentation",
    ),
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16, "a 6to4 address"),
    (
        [0x3fff, 0, 0, 0, 0, 0, 0, 0],
        20,
        "an address for documentation",
    ),
    ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, "a unique local address"),
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, "a link-local address"),
    ([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10, "a site-local address"),
    ([0xff00, 0, 0, 0, 0, 0, 0, 0], 8, "a multicast address"),
];

/// Where a network without version 4 puts the rest of the internet (RFC 6052): every name leads there, and what counts is
/// the address of version 4 in the last 32 of its bits.
const NAT64: [u16; 6] = [0x64, 0xff9b, 0, 0, 0, 0];

/// The address of version 4 that a NAT64 address stands for.
fn behind_nat64(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [.., high, low] = address.segments();
    let is_nat64 = address.segments().starts_with(&NAT64);
    is_nat64.then(|| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
}

/// What forbids an address, in words; `None` where it is public.
pub(crate) fn forbidden(address: IpAddr) -> Option<&'static str> {
    let found = match address {
        IpAddr::V4(address) => FORBIDDEN_V4.iter().find_map(|(base, bits, what)| {
            let differ = address.to_bits() ^ Ipv4Addr::from(*base).to_bits();
            (differ.leading_zeros() >= *bits).then_some(what)
        }),
        IpAddr::V6(address) if let Some(inside) = behind_nat64(address) => {
            return forbidden(IpAddr::V4(inside));
        }
        IpAddr::V6(address) => FORBIDDEN_V6.iter().find_map(|(base, bits, what)| {
            let differ = address.to_bits() ^ Ipv6Addr::from(*base).to_bits();
            (differ.leading_zeros() >= *bits).then_some(what)
        }),
    };
    found.copied()
}

/// What forbids the address that stands in this URL, if one does and is forbidden.
pub(crate) fn forbidden_literal(url: &Url) -> Option<TransportError> {
    let address = match url.host()? {
        Host::Ipv4(address) => IpAddr::V4(address),
        Host::Ipv6(address) => IpAddr::V6(address),
        Host::Domain(_) => return None,
    };
    let what = forbidden(address)?;
    let detail = format!("`{address}` is {what}, and those are not asked");
    Some(TransportError::new(Trouble::Forbidden, detail))
}

/// The addresses of a name, as far as they may be connected to.
pub(crate) async fn lookup(name: &str, guard: Guard) -> Result<Vec<SocketAddr>, TransportError> {
    let found = tokio::net::lookup_host((name, 0)).await;
    allowed(
        name,
        guard,
        found.map_err(|error| unresolved(name, &error))?,
    )
}

fn allowed(
    name: &str,
    guard: Guard,
    found: impl Iterator<Item = SocketAddr>,
) -> Result<Vec<SocketAddr>, TransportError> {
    let mut refused = None;
    let mut good: Vec<SocketAddr> = Vec::new();
    for address in found {
        match forbidden(address.ip()).filter(|_| guard == Guard::Guarded) {
            None => good.push(address),
            Some(what) => refused = Some((address.ip(), what)),
        }
    }
    match refused {
        Some((address, what)) if good.is_empty() => {
            let detail = format!("`{name}` leads to `{address}`: {what}, and those are not asked");
            Err(TransportError::new(Trouble::Forbidden, detail))
        }
        _ if good.is_empty() => {
            let detail = format!("the name `{name}` has no address");
            Err(TransportError::new(
                Trouble::Unconnected(Fault::Hard),
                detail,
            ))
        }
        _ => Ok(good),
    }
}

/// The system's resolver tells its failures apart only in words (`gai_strerror` of glibc, musl and the BSDs).
fn unresolved(name: &str, error: &io::Error) -> TransportError {
    const NO_SUCH_NAME: [&str; 4] = [
        "not known",
        "does not resolve",
        "No address associated",
        "nodename nor servname",
    ];
    let words = error.to_string();
    if NO_SUCH_NAME.iter().any(|known| words.contains(known)) {
        let detail = format!("the name `{name}` does not exist");
        return TransportError::new(Trouble::Unconnected(Fault::Hard), detail);
    }
    let words = words.rsplit_once(": ").map_or(&*words, |(_, last)| last);
    let detail = format!("the name `{name}` could not be resolved now ({words})");
    TransportError::new(Trouble::Unconnected(Fault::Temporary), detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, expect: Option<&str>) {
        let got = forbidden(address.parse().unwrap());
        match expect {
            None => assert_eq!(got, None, "for `{address}`"),
            Some(words) => assert!(
                got.is_some_and(|got| got.contains(words)),
                "for `{address}`: {got:?}"
            ),
        }
    }

    #[test]
    fn addresses_that_are_not_public_are_refused() {
        for (address, expect) in [
            ("0.0.0.0", "unspecified"),
            ("0.1.2.3", "unspecified"),
            ("10.255.255.255", "private"),
            ("100.64.0.1", "provider"),
            ("100.127.255.255", "provider"),
            ("127.0.0.1", "loopback"),
            ("127.255.0.1", "loopback"),
            ("169.254.169.254", "link-local"),
            ("172.16.0.1", "private"),
            ("172.31.255.255", "private"),
            ("192.0.0.8", "reserved"),
            ("192.0.2.1", "documentation"),
            ("192.168.1.1", "private"),
            ("198.18.0.1", "benchmarks"),
            ("198.19.255.255", "benchmarks"),
            ("198.51.100.7", "documentation"),
            ("203.0.113.7", "documentation"),
            ("224.0.0.1", "multicast"),
            ("239.255.255.255", "multicast"),
            ("240.0.0.1", "reserved"),
            ("255.255.255.255", "broadcast"),
            ("::", "unspecified"),
            ("::1", "loopback"),
            ("::127.0.0.1", "IPv4-compatible"),
            ("::ffff:10.0.0.1", "mapped"),
            ("::ffff:8.8.8.8", "mapped"),
            ("::ffff:0:8.8.8.8", "translated"),
            ("64:ff9b::a00:1", "private"),
            ("64:ff9b::7f00:1", "loopback"),
            ("64:ff9b::a9fe:a9fe", "link-local"),
            ("64:ff9b::6440:1", "provider"),
            ("64:ff9b:1::1", "NAT64"),
            ("100::1", "discard"),
            ("2001::1", "Teredo"),
            ("2001:2::1", "special"),
            ("2001:db8::1", "documentation"),
            ("2002:7f00:1::", "6to4"),
            ("3fff::1", "documentation"),
            ("fc00::1", "unique local"),
            ("fdff::1", "unique local"),
            ("fe80::1", "link-local"),
            ("febf::1", "link-local"),
            ("fec0::1", "site-local"),
            ("ff02::1", "multicast"),
        ] {
            check(address, Some(expect));
        }
    }

    #[test]
    fn addresses_of_the_public_internet_are_asked_up_to_their_edges() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.255.255",
            "172.32.0.1",
            "192.167.0.1",
            "198.17.255.255",
            "198.20.0.1",
            "223.255.255.255",
            "64:ff9b::808:808",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2606:4700:4700::1111",
            "2a00:1450::1",
        ] {
            check(address, None);
        }
    }

    #[test]
    fn odd_spellings_of_an_address_are_seen_through() {
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://0x7f.1/",
            "http://127.0.0.1./",
            "http://%31%32%37.0.0.1/",
            "http://１２７.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
        ] {
            let error = forbidden_literal(&Url::parse(url).unwrap());
            assert_eq!(error.map(|e| e.trouble), Some(Trouble::Forbidden), "{url}");
        }
        for url in [
            "http://8.8.8.8/",
            "http://example.org/",
            "http://127.example.org/",
        ] {
            assert_eq!(forbidden_literal(&Url::parse(url).unwrap()), None, "{url}");
        }
    }

    #[test]
    fn of_a_names_addresses_the_public_ones_are_kept() {
        let addresses = |list: &[&str]| -> Vec<SocketAddr> {
            list.iter()
                .map(|ip| SocketAddr::new(ip.parse().unwrap(), 0))
                .collect()
        };
        let mixed = addresses(&["10.0.0.1", "8.8.8.8"]);
        let kept = allowed("a", Guard::Guarded, mixed.clone().into_iter()).unwrap();
        assert_eq!(kept, addresses(&["8.8.8.8"]));
        assert_eq!(
            allowed("a", Guard::Open, mixed.clone().into_iter()).unwrap(),
            mixed
        );
        let private = addresses(&["10.0.0.1"]).into_iter();
        let error = allowed("a", Guard::Guarded, private).unwrap_err();
        assert_eq!(error.trouble, Trouble::Forbidden);
        let none = allowed("a", Guard::Guarded, std::iter::empty()).unwrap_err();
        assert_eq!(none.trouble, Trouble::Unconnected(Fault::Hard));
    }

    #[tokio::test]
    async fn a_name_for_this_machine_is_refused_when_guarded() {
        let error = lookup("localhost", Guard::Guarded).await.unwrap_err();
        assert_eq!(error.trouble, Trouble::Forbidden);
        assert!(!lookup("localhost", Guard::Open).await.unwrap().is_empty());
    }

    #[test]
    fn a_name_that_does_not_exist_is_told_from_a_resolver_that_fails() {
        let said =
            |words: &str| unresolved("a.example", &io::Error::other(words.to_owned())).detail;
        assert_eq!(
            said("failed to lookup address information: Name or service not known"),
            "the name `a.example` does not exist"
        );
        assert_eq!(
            said("failed to lookup address information: Temporary failure in name resolution"),
            "the name `a.example` could not be resolved now (Temporary failure in name resolution)"
        );
    }
}
