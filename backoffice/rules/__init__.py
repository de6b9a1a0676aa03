"""Pure rules of the trade: values in, decisions out."""
