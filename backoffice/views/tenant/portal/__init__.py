"""The tab of a file’s access to the portal: why he cannot sign in, what to say, what to press."""
