"""Commands of documents: ``zhenyu read`` and ``zhenyu audit``, which work on files alone."""
