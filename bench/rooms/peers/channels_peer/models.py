"""What is stored."""

from django.db import models


class Message(models.Model):
    """What somebody said in a room."""

    room = models.CharField(max_length=64, db_index=True)
    sender = models.CharField(max_length=64)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
