"""Commands about changes of household and the notice calculator."""
