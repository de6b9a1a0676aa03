"""The statements of the search box: fixed texts, planned once a session and kept by the driver."""
