"""``python -m newsclip``: the same as the command."""

from newsclip.cli import main

if __name__ == "__main__":
    main(prog_name="newsclip")
