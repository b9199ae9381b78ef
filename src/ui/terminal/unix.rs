//! What is Unix alone: signals, the background, `/dev/tty`, and a terminal that sends bytes.

use super::{bytes::Bytes, wake::Wake};
use crossterm::event::Event;
use signal_hook::{
    consts::{SIGCONT, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH},
    flag,
    iterator::Signals,
    low_level::emulate_default_handler,
};
use std::{
    fs::File,
    io::{self, ErrorKind, IsTerminal, Read, Write},
    sync::{
        Arc,
        atomic::AtomicBool,
        mpsc::{self, Receiver, RecvTimeoutError, SyncSender},
    },
    thread,
    time::Duration,
};

/// The signal of a terminal that is gone.
pub(in crate::ui) use signal_hook::consts::SIGHUP as HUNG_UP;

/// After a pause of this length an escape is the key of that name. Whoever types does not notice it; the rest of an arrow
/// is there sooner.
const PAUSE: Duration = Duration::from_millis(50);

/// Where keys come from.
pub(super) type Keyboard = Box<dyn Read + Send>;

/// The terminal's keyboard, also where standard input is something else.
pub(super) fn keyboard() -> io::Result<Keyboard> {
    match io::stdin().is_terminal() {
        true => Ok(Box::new(io::stdin())),
        false => Ok(Box::new(File::open("/dev/tty")?)),
    }
}

/// Reads events until `tell` wants no more. A read that waits is a thread of its own, so that pauses can be told: what
/// waits for a file or for time would not do, since on macOS `/dev/tty` can only be read.
pub(super) fn read(
    keyboard: Keyboard,
    mut tell: impl FnMut(io::Result<Event>) -> bool + Send + 'static,
) -> io::Result<()> {
    let (reads, chunks) = mpsc::sync_channel(1);
    thread::Builder::new().name("input".into()).spawn(move || decode(&chunks, &mut tell))?;
    thread::Builder::new().name("keyboard".into()).spawn(move || read_bytes(keyboard, &reads))?;
    Ok(())
}

fn read_bytes(mut keyboard: Keyboard, reads: &SyncSender<io::Result<Vec<u8>>>) {
    let mut buffer = [0; 1 << 14];
    loop {
        let read = match keyboard.read(&mut buffer) {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => Ok(buffer[..count].to_vec()),
            Err(why) if why.kind() == ErrorKind::Interrupted => continue,
            Err(why) if why.kind() == ErrorKind::WouldBlock => {
                // Another program has set the terminal so.
                thread::sleep(PAUSE);
                continue;
            }
            Err(why) => Err(why),
        };
        let last = read.is_err();
        if reads.send(read).is_err() || last {
            return;
        }
    }
}

fn decode(chunks: &Receiver<io::Result<Vec<u8>>>, tell: &mut impl FnMut(io::Result<Event>) -> bool) {
    let (mut bytes, mut heard) = (Bytes::default(), true);
    while heard {
        let chunk = match bytes.undecided() {
            true => chunks.recv_timeout(PAUSE),
            false => chunks.recv().map_err(RecvTimeoutError::from),
        };
        let mut event = |event| heard = heard && tell(Ok(event));
        match chunk {
            Ok(Ok(chunk)) => bytes.take(&chunk, &mut event),
            Err(RecvTimeoutError::Timeout) => bytes.pause(&mut event),
            Err(RecvTimeoutError::Disconnected) => return,
            Ok(Err(why)) => {
                // When the terminal is gone, it says so itself in a moment.
                thread::sleep(2 * PAUSE);
                tell(Err(why));
                return;
            }
        }
    }
}

/// Tells what comes by signal, until nobody listens.
pub(super) fn listen(tell: impl Fn(Wake) -> bool + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, HUNG_UP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in &mut signals {
            let heard = tell(match signal {
                SIGTSTP => Wake::Suspend,
                SIGCONT => Wake::Back,
                SIGWINCH => Wake::Resized,
                signal => Wake::End(signal),
            });
            if !heard {
                return;
            }
        }
    })?;
    Ok(())
}

/// Has control-c set a flag; pressed again, it ends the program.
pub(in crate::ui) fn on_interrupt(flag: Arc<AtomicBool>) -> io::Result<()> {
    // What is registered first is done first: at the first press the flag is not set yet.
    flag::register_conditional_default(SIGINT, Arc::clone(&flag))?;
    flag::register(SIGINT, flag)?;
    Ok(())
}

/// Puts the program into the background, from where the shell brings it back.
pub(in crate::ui) fn stop() -> io::Result<()> {
    emulate_default_handler(SIGTSTP)
}

/// Asks for presses, drags and the wheel, in the encoding that knows no last column; not for motions, which mean nothing.
pub(in crate::ui) fn catch_mouse(out: &mut impl Write, on: bool) -> io::Result<()> {
    out.write_all(match on {
        true => b"\x1b[?1000h\x1b[?1002h\x1b[?1006h",
        false => b"\x1b[?1006l\x1b[?1002l\x1b[?1000l",
    })?;
    out.flush()
}
