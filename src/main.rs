//! Arguments in, exit status out.

use factorscope::cli::{self, ExplorerArgs, Opened};
use std::{
    io::{Write, stderr},
    process::ExitCode,
};

fn main() -> ExitCode {
    cli::main(explore)
}

/// Opens the explorer.
#[cfg(feature = "tui")]
fn explore(opened: Opened, _: &ExplorerArgs) -> ExitCode {
    let _ = writeln!(stderr(), "factorscope: the explorer is not built yet; it would show {}", opened.title);
    ExitCode::from(2)
}

/// Says that there is no explorer.
#[cfg(not(feature = "tui"))]
fn explore(_: Opened, _: &ExplorerArgs) -> ExitCode {
    let _ = writeln!(
        stderr(),
        "factorscope: this program was built without the explorer\n  hint: to fit without a screen: factorscope fit lecture"
    );
    ExitCode::from(2)
}
