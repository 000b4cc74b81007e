"""`python -m scripts.reference`: write the generated parts of docs/, or check them."""

import sys

from scripts.reference import main

sys.exit(main())
