"""What the hub knows and who may do what: engine, rules, operations, events. Imports no screen and no wire."""
