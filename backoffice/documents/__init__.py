"""What tenants send and pages of any PDF: read, checked, shown as pictures."""
