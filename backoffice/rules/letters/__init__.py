"""Letters and messages to tenants: their texts, their variables, what they may not say."""
