//! What is asked and kept of lines that recur on a host: which ones are furniture, a fold of the journal, and what its
//! last items showed, which is soft: losing that makes the learning of further lines begin anew.

use item::digest64;

use crate::{
    error::StateError,
    state::State,
    store::{HostLine, Rows, Shown, Tree, decode_host_line, decoded},
};

impl State {
    /// Every line that is furniture of a host.
    pub fn furniture(&self) -> Result<Vec<HostLine>, StateError> {
        let rows = self.overlay.scan(Tree::Furniture, &[], &[])?;
        rows.map(|row| {
            let (key, _) = row?;
            decode_host_line(&key)
                .ok_or_else(|| StateError::Store("a row of `furniture` cannot be read".to_owned()))
        })
        .collect()
    }

    /// The lines that the last items of a host showed, each with its place.
    pub fn shown(&self, host: &str) -> Result<Vec<(u8, Shown)>, StateError> {
        let host = digest64(host.as_bytes()).to_be_bytes();
        let rows = self.overlay.scan(Tree::Shown, &host, &host)?;
        rows.map(|row| {
            let (key, value) = row?;
            Ok((key.last().copied().unwrap_or_default(), decoded(&value)?))
        })
        .collect()
    }

    /// Remembers what an item of a host showed, in the place of an earlier one. Written with the next commit or flush.
    pub fn set_shown(&mut self, host: &str, place: u8, shown: &Shown) {
        let key = (digest64(host.as_bytes()), place);
        self.overlay.put(&key, shown);
    }
}
