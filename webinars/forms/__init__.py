"""What advisers and organisers type, as typed values; one module a journey."""
