"""pdfium draws one page at a time: two threads in it at once crash the program, whatever documents they hold.

Source: pypdfium2's README, "PDFium is not thread-safe". Every use of pypdfium2 stands in `with pdfium.using:`.
"""

import threading

using = threading.RLock()
