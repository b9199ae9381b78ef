//! A terminal without a screen: a program runs in it, keys are typed, and what it would show is read back.

#![allow(dead_code)]

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system};
use std::{
    fmt::Write as _,
    io::{Read, Write},
    num::NonZeroU16,
    path::Path,
    process::Command,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// Nothing here takes this long, unless it never happens. It is an upper bound, not a measure.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The end of a frame: what came before it is complete.
const FRAME_END: &[u8] = b"\x1b[?2026l";

/// What a program has written so far.
struct Seen {
    bytes: Vec<u8>,
    /// How many of them make up whole frames.
    framed: usize,
    /// The screen after the last whole frame.
    parser: vt100::Parser,
    /// Nobody reads any more.
    closed: bool,
}

/// A program in a terminal of its own.
pub struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    /// Held open so that the terminal's settings can still be read when the program has ended.
    _slave: Box<dyn SlavePty + Send>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    /// The settings of the terminal before the program started.
    pub settings_before: String,
}

fn parser((columns, rows): (u16, u16)) -> vt100::Parser {
    vt100::Parser::new(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap(), 0)
}

fn size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

/// A program with arguments in a clean environment: an xterm with 256 colours.
pub fn program(path: &str, args: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(path);
    command.args(args);
    command.env_clear();
    command.env("PATH", std::env::var("PATH").unwrap_or_default());
    command.env("TERM", "xterm-256color");
    command
}

impl Pty {
    pub fn start(command: CommandBuilder, window: (u16, u16)) -> Self {
        let pair = native_pty_system().openpty(size(window)).unwrap();
        let settings_before = format!("{:?}", pair.master.get_termios().unwrap());
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let seen = Seen { bytes: Vec::new(), framed: 0, parser: parser(window), closed: false };
        let seen = Arc::new((Mutex::new(seen), Condvar::new()));
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                let mut seen = shared.0.lock().unwrap_or_else(PoisonError::into_inner);
                if seen.closed {
                    return;
                }
                seen.take(&buffer[..count]);
                drop(seen);
                shared.1.notify_all();
            }
        });
        Self { child, master: Some(pair.master), writer: Some(writer), _slave: pair.slave, seen, settings_before }
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Types; what the terminal sends for special keys has to be spelled out.
    pub fn send(&mut self, keys: impl AsRef<[u8]>) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(keys.as_ref()).unwrap();
        writer.flush().unwrap();
    }

    /// Sends a signal to the program.
    pub fn signal(&self, name: &str) {
        let pid = self.pid().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success(), "kill -s {name}");
    }

    pub fn resize(&mut self, window: (u16, u16)) {
        let mut seen = self.seen.0.lock().unwrap();
        seen.parser.set_size(NonZeroU16::new(window.1).unwrap(), NonZeroU16::new(window.0).unwrap());
        drop(seen);
        self.master.as_ref().unwrap().resize(size(window)).unwrap();
    }

    /// Has the terminal say that it is of this size, without being so.
    pub fn claim(&self, window: (u16, u16)) {
        self.master.as_ref().unwrap().resize(size(window)).unwrap();
    }

    /// Waits until nothing was written for a while, pressing escape until then: it closes what is open, and stops what runs.
    #[track_caller]
    pub fn come_to_rest(&mut self) {
        let until = Instant::now() + PATIENCE;
        loop {
            self.send("\x1b");
            match self.stat()[0].as_str() {
                "T" => self.signal("CONT"),
                "Z" | "X" => panic!("it has ended: {}", self.tail()),
                _ => {}
            }
            // Longer than a program waits for the rest of a sequence, and than it takes to draw.
            thread::sleep(Duration::from_millis(150));
            let (before, ticks) = (self.written(), self.ticks());
            // On a busy machine what waits for a processor has spent no time and written nothing either.
            let idle = (0..25).all(|_| {
                thread::sleep(Duration::from_millis(10));
                !self.wants_to_run()
            });
            // What was stopped meanwhile, by a key that lay in its input, is at rest with nothing on its screen.
            if idle && (self.written(), self.ticks()) == (before, ticks) && self.stat()[0] != "T" {
                return;
            }
            assert!(Instant::now() < until, "it does not come to rest; the screen is\n{}", self.contents());
        }
    }

    /// The last that it has written.
    pub fn tail(&self) -> String {
        let bytes = self.bytes();
        String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(1000)..]).into_owned()
    }

    /// How many bytes the program has written.
    pub fn written(&self) -> usize {
        self.seen.0.lock().unwrap().bytes.len()
    }

    /// The screen after the last whole frame: every cell, with its style.
    pub fn screen(&self) -> vt100::Screen {
        self.seen.0.lock().unwrap().parser.screen().clone()
    }

    /// The most memory that it has taken so far, in bytes.
    pub fn memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        1024 * line.trim().trim_end_matches(" kB").parse::<usize>().unwrap()
    }

    /// Waits until the screen is as wanted.
    #[track_caller]
    pub fn wait(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        self.wait_for(what, |seen| wanted(seen.parser.screen()));
    }

    /// Waits until a text is on the screen, and returns the column and row where it begins.
    #[track_caller]
    pub fn wait_text(&self, text: &str) -> (u16, u16) {
        self.wait(text, |screen| find(screen, text).is_some());
        let seen = self.seen.0.lock().unwrap();
        find(seen.parser.screen(), text).unwrap_or_default()
    }

    /// Waits until a text is gone.
    #[track_caller]
    pub fn wait_gone(&self, text: &str) {
        self.wait(&format!("no '{text}'"), |screen| find(screen, text).is_none());
    }

    /// Waits until what was written from byte `from` on is as wanted.
    #[track_caller]
    pub fn wait_bytes(&self, from: usize, what: &str, wanted: impl Fn(&[u8]) -> bool) {
        self.wait_for(what, |seen| wanted(&seen.bytes[from..]));
    }

    #[track_caller]
    fn wait_for(&self, what: &str, wanted: impl Fn(&Seen) -> bool) {
        let until = Instant::now() + PATIENCE;
        let mut seen = self.seen.0.lock().unwrap();
        while !wanted(&seen) {
            let left = until.saturating_duration_since(Instant::now());
            let contents = seen.parser.screen().contents();
            assert!(!left.is_zero(), "waited in vain for {what}; the screen is\n{contents}");
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// What is on the screen.
    pub fn contents(&self) -> String {
        self.seen.0.lock().unwrap().parser.screen().contents()
    }

    /// All bytes that the program has written.
    pub fn bytes(&self) -> Vec<u8> {
        self.seen.0.lock().unwrap().bytes.clone()
    }

    /// The screen after all bytes, whole frames or not, in a window of this size.
    pub fn screen_now(&self, window: (u16, u16)) -> vt100::Screen {
        let mut parser = parser(window);
        parser.process(&self.bytes());
        parser.screen().clone()
    }

    /// The settings of the terminal, as `stty` would tell them.
    pub fn settings(&self) -> String {
        format!("{:?}", self.master.as_ref().unwrap().get_termios().unwrap())
    }

    /// The path of the terminal.
    pub fn path(&self) -> std::path::PathBuf {
        self.master.as_ref().unwrap().tty_name().unwrap()
    }

    /// Waits until the program has ended.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "it has not ended; the screen is\n{}", self.contents());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Does something while nobody reads what the program writes.
    pub fn while_nobody_reads(&mut self, act: impl FnOnce(&mut Self)) {
        let seen = Arc::clone(&self.seen);
        let held = seen.0.lock().unwrap();
        act(self);
        drop(held);
    }

    /// Closes the terminal, as when its window is closed.
    pub fn close(&mut self) {
        self.seen.0.lock().unwrap().closed = true;
        // The reader ends with the next thing that it reads, and lets go of the terminal.
        self.send("\x0c");
        let until = Instant::now() + PATIENCE;
        while Arc::strong_count(&self.seen) > 1 {
            assert!(Instant::now() < until, "the reader has not ended");
            thread::sleep(Duration::from_millis(5));
        }
        self.writer = None;
        self.master = None;
    }

    /// The fields of `/proc/PID/stat` after the name: the first is the state.
    pub fn stat(&self) -> Vec<String> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).unwrap();
        text[text.rfind(')').unwrap() + 2..].split(' ').map(String::from).collect()
    }

    /// Whether any of its threads runs, or would if there were a processor for it.
    fn wants_to_run(&self) -> bool {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.pid())).into_iter().flatten().flatten();
        threads.map(|thread| std::fs::read_to_string(thread.path().join("stat")).unwrap_or_default()).any(|stat| {
            let state = stat.rfind(')').and_then(|end| stat[end + 1..].trim_start().chars().next());
            state.is_some_and(|state| "RD".contains(state))
        })
    }

    /// Waits until the state of the process is as wanted.
    #[track_caller]
    pub fn wait_state(&self, wanted: impl Fn(&str) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !wanted(&self.stat()[0]) {
            assert!(Instant::now() < until, "the state of the process stays {}", self.stat()[0]);
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The time that the processor has spent on it, in ticks of a hundredth of a second.
    pub fn ticks(&self) -> u64 {
        let stat = self.stat();
        stat[11].parse::<u64>().unwrap() + stat[12].parse::<u64>().unwrap()
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

impl Seen {
    fn take(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        let last = self.bytes[self.framed..].windows(FRAME_END.len()).rposition(|w| w == FRAME_END);
        if let Some(at) = last {
            let end = self.framed + at + FRAME_END.len();
            self.parser.process(&self.bytes[self.framed..end]);
            self.framed = end;
        }
    }
}

/// The column and row at which a text begins.
pub fn find(screen: &vt100::Screen, text: &str) -> Option<(u16, u16)> {
    let columns = screen.size().1.get();
    screen.rows(0, columns).zip(0..).find_map(|(line, row)| {
        let at = line.find(text)?;
        Some((line[..at].chars().count() as u16, row))
    })
}

/// Whether `part` is somewhere in `bytes`.
pub fn has(bytes: &[u8], part: &[u8]) -> bool {
    count(bytes, part) > 0
}

/// How often `part` is in `bytes`.
pub fn count(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).filter(|w| *w == part).count()
}

/// The parameters of every `SGR` sequence: how text is drawn.
pub fn styles(bytes: &[u8]) -> Vec<Vec<u16>> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(2).position(|w| w == b"\x1b[") {
        rest = &rest[at + 2..];
        let end = rest.iter().position(|b| !b"0123456789;:".contains(b)).unwrap_or(rest.len());
        if rest.get(end) == Some(&b'm') {
            let text = std::str::from_utf8(&rest[..end]).unwrap();
            found.push(text.split([';', ':']).map(|n| n.parse().unwrap_or(0)).collect());
        }
        rest = &rest[end..];
    }
    found
}

/// A file of ratings by so many users, each of so many items, and its path.
pub fn ratings(folder: &Path, users: usize, each: usize) -> String {
    let mut text = String::from("user,item,rating\n");
    for user in 0..users {
        for n in 0..each {
            writeln!(text, "u{user},i{},{}", (user * 7 + n * 3) % (7 * each), (user + n) % 5 + 1).unwrap();
        }
    }
    let file = folder.join("ratings.csv");
    std::fs::write(&file, text).unwrap();
    file.to_str().unwrap().into()
}
