"""`python -m einamt.config` is `einamt`."""

from einamt.config.command import main

main()
