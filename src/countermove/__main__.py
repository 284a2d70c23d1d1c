"""Lets ``python -m countermove`` run the command line."""

from countermove.cli import main

if __name__ == "__main__":
    main()
