"""Commands on what decisions left to be done."""
