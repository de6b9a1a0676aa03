"""The law of SLS and OPS: functions of dated scales and of facts, which open no file and ask no day."""
