"""Pictures of what people see, made from the whole product in a real browser."""
