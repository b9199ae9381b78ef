//! The threads that share the work of a command.

use super::Error;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// As many as were asked for, or one a core.
pub(super) struct Threads(Option<ThreadPool>);

impl Threads {
    /// So many threads.
    ///
    /// # Errors
    /// When the system refuses them.
    pub fn new(count: Option<u16>) -> Result<Self, Error> {
        let pool = |count: u16| ThreadPoolBuilder::new().num_threads(count.into()).build();
        Ok(Self(count.map(pool).transpose()?))
    }

    /// Has them do something.
    pub fn install<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.0 {
            None => work(),
            Some(pool) => pool.install(work),
        }
    }
}
