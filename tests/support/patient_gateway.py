"""`python -m connectors.gateway` which waits for Redis also on a machine that is very busy.

Otherwise it counts alone when Redis takes a moment, and what two gateways count together is less.
"""

from __future__ import annotations

import sys

from connectors.gateway.__main__ import main
from connectors.gateway.access import connections, limits
from tests.support.waiting import patient

if __name__ == "__main__":
    limits.PATIENCE_SECONDS = connections.PATIENCE_SECONDS = patient(30)
    sys.exit(main())
