"""Commands about the papers that tenants send."""
