//! Threads that compute give way to those that answer keys.

use rayon::ThreadPoolBuilder;

/// How far a thread that computes steps back: where all cores are taken, one that answers a key comes first, and other programs
/// have about three times as much of a core.
#[cfg(target_os = "linux")]
const BACK: i32 = 5;

/// Has the present thread give way to all that do not. Only Linux knows this of a single thread; elsewhere it does nothing.
pub fn give_way() {
    // A system that refuses it still computes, only less politely.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(BACK);
}

/// Has the threads that share work give way, if none has begun yet. The explorer says it before it computes anything;
/// commands without a screen compute as fast as they can.
pub fn share_gently() {
    // Where the pool is there already, it stays as it is.
    let _ = ThreadPoolBuilder::new().start_handler(|_| give_way()).build_global();
}
