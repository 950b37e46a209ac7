"""What Daphne serves."""

import django
from django.core.asgi import get_asgi_application

django.setup()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  (after the setup)
from django.urls import path  # noqa: E402

from channels_peer.consumers import RoomConsumer  # noqa: E402

rooms = URLRouter([path("rooms/<str:room>/<str:person>", RoomConsumer.as_asgi())])
application = ProtocolTypeRouter({"http": get_asgi_application(), "websocket": rooms})
