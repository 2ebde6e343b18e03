"""What a person sees: the Textual app. It knows `store` and neither SQL nor SSH."""
