"""What saju-bot is, without a messenger, a database or a vendor: engine, reader, conversation."""
