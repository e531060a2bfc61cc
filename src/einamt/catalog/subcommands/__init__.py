"""The subcommands of `einamt catalog`, one module each: `HELP`, `add_arguments(parser)` and `run(command, options)`."""
