"""What an editor reads where a value is taken."""


def there_is_already(what: str, value: str) -> dict[str, str]:
    """The ``error_messages`` of a unique field: ``There is already a sector with this name.``"""
    return {"unique": f"There is already a {what} with this {value}."}
