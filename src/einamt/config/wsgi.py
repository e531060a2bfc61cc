"""The WSGI application that granian serves."""

import os

from einamt.config import env
from einamt.platform.web.counting import shared_folder

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "einamt.config.settings")
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(shared_folder(data_dir=env.current().data_dir)))

from django.core.wsgi import get_wsgi_application

inside = get_wsgi_application()

from django.db import connection  # noqa: E402 - the applications are ready only now

from einamt.catalog.search import loading  # noqa: E402
from einamt.channels.api.handler import ProgramDoor  # noqa: E402
from einamt.channels.hall.door import HallDoor  # noqa: E402
from einamt.platform.web.admission import Admission  # noqa: E402
from einamt.platform.web.memory import keep_what_is_loaded  # noqa: E402
from einamt.platform.web.watching import watch  # noqa: E402

application = Admission(HallDoor(ProgramDoor(inside)))

keep_what_is_loaded()
loading.build_aside()
loading.prepare_index()
if connection.vendor == "postgresql":
    watch.start()
