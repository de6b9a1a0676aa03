"""How a caller proves who he is: questions, codes, call-backs, papers."""
