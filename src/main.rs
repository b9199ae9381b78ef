//! Arguments in, exit status out.

fn main() -> std::process::ExitCode {
    factorscope::cli::main()
}
