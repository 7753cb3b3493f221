"""One module a command of `saju-bot`; each has `run(args) -> int` (the exit code)."""
