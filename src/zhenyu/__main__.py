"""``python -m zhenyu`` is the ``zhenyu`` command."""

from zhenyu.cli import main

main()
