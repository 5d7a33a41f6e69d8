"""`python -m halfmoment` is the console command."""

from halfmoment.cli import main

main()
