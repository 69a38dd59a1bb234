"""What readers, advisers and the teacher in the room see; one module a journey."""
