"""A private print server for tests: cupsd on 127.0.0.1 and a socket of its own, with queues that print into files.

What is in a queue's file is what the printer would get, after the server has chosen paper, place and scale.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.devices import ipp

# A printer that takes PDF; its default paper is US Letter, so that a job without a medium would be seen.
_PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "KOLLI.PPD"
*Product: "(Kolli)"
*Manufacturer: "Kolli"
*ModelName: "Kolli test printer"
*ShortNickName: "Kolli test printer"
*NickName: "Kolli test printer"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*FileSystem: False
*cupsVersion: 2.0
*cupsManualCopies: True
*cupsFilter2: "application/vnd.cups-pdf application/pdf 0 -"
*OpenUI *PageSize/Media Size: PickOne
*OrderDependency: 10 AnySetup *PageSize
*DefaultPageSize: Letter
{sizes}
*CloseUI: *PageSize
*OpenUI *PageRegion/Media Size: PickOne
*OrderDependency: 10 AnySetup *PageRegion
*DefaultPageRegion: Letter
{regions}
*CloseUI: *PageRegion
*DefaultImageableArea: Letter
{areas}
*DefaultPaperDimension: Letter
{dimensions}
*VariablePaperSize: True
*LeadingEdge Short: ""
*DefaultLeadingEdge: Short
*HWMargins: 0 0 0 0
*MaxMediaWidth: "650"
*MaxMediaHeight: "5000"
*ParamCustomPageSize Width: 1 points 36 650
*ParamCustomPageSize Height: 2 points 36 5000
*ParamCustomPageSize WidthOffset: 3 points 0 0
*ParamCustomPageSize HeightOffset: 4 points 0 0
*ParamCustomPageSize Orientation: 5 int 0 3
*CustomPageSize True: "pop pop pop <</PageSize[5 -2 roll]/ImagingBBox null>>setpagedevice"
"""
_SIZES = {
    "Letter": (612.0, 792.0, 18.0),
    "A4": (595.276, 841.89, 12.0),
    "A5": (419.528, 595.276, 12.0),
    "w283h425": (283.465, 425.197, 0.0),
}


@dataclass(frozen=True)
class Cups:
    """A running server: where it listens, and what each queue printed last."""

    folder: Path
    port: int
    socket: Path

    def printed(self, queue: str) -> Path:
        return self.folder / "out" / f"{queue}.pdf"


def missing() -> str:
    """What keeps a private print server from running here; "" = nothing."""
    for program in ("cupsd", "lpadmin", "pdftopdf"):
        if _program(program) is None:
            return f"no {program} is installed (Debian: cups, cups-filters)"
    if os.name == "nt" or os.geteuid() != 0:
        return "a private print server needs to be started by root"
    return ""


@contextlib.contextmanager
def server(folder: Path, queues: tuple[str, ...]) -> Iterator[Cups]:
    """Start a print server with these queues; stop it at the end."""
    port = _free_port()
    for name in ("etc/ppd", "log", "cache", "run", "spool/tmp", "state", "out"):
        (folder / name).mkdir(parents=True)
    (folder / "etc/cupsd.conf").write_text(_conf(folder, port))
    (folder / "etc/cups-files.conf").write_text(_files_conf(folder))
    (folder / "printer.ppd").write_text(_ppd())
    for place in (folder, *folder.rglob("*")):
        shutil.chown(place, "lp", "lp")
    for place in (folder, *folder.parents):
        if not place.stat().st_mode & 0o001:
            place.chmod(place.stat().st_mode | 0o011)  # the filters run as lp and must get here
    environment = {**os.environ, "CUPS_SERVER": str(folder / "run/cups.sock")}
    with (folder / "log/stdout").open("wb") as log:
        process = subprocess.Popen(
            [str(_program("cupsd")), "-f", "-c", f"{folder}/etc/cupsd.conf", "-s", f"{folder}/etc/cups-files.conf"],
            stdout=log, stderr=log, env=environment,
        )  # fmt: skip
    running = Cups(folder, port, folder / "run/cups.sock")
    try:
        _wait_for(running)
        for queue in queues:
            add_queue(running, queue)
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def add_queue(running: Cups, queue: str) -> None:
    run(
        running,
        "lpadmin",
        "-p",
        queue,
        "-E",
        "-v",
        f"file://{running.printed(queue)}",
        "-P",
        str(running.folder / "printer.ppd"),
    )


def run(running: Cups, *command: str) -> None:
    """Run one of CUPS' own commands against this server."""
    environment = {**os.environ, "CUPS_SERVER": str(running.socket)}
    program = str(_program(command[0]))
    done = subprocess.run([program, *command[1:]], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/lib/cups/filter")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(running: Cups) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with contextlib.suppress(ipp.Unreachable, ipp.Broken):
            ipp.Server("localhost", running.port, str(running.socket)).ask(ipp.GET_PRINTERS, "/", [], [])
            return
        time.sleep(0.05)
    raise AssertionError((running.folder / "log/stdout").read_text() + (running.folder / "log/error").read_text())


def _ppd() -> str:
    def each(line: str) -> str:
        return "\n".join(
            line.format(name=name, w=w, h=h, m=m, right=w - m, top=h - m) for name, (w, h, m) in _SIZES.items()
        )

    return _PPD.format(
        sizes=each('*PageSize {name}/{name}: "<</PageSize[{w} {h}]/ImagingBBox null>>setpagedevice"'),
        regions=each('*PageRegion {name}/{name}: "<</PageSize[{w} {h}]/ImagingBBox null>>setpagedevice"'),
        areas=each('*ImageableArea {name}/{name}: "{m} {m} {right} {top}"'),
        dimensions=each('*PaperDimension {name}/{name}: "{w} {h}"'),
    )


def _conf(folder: Path, port: int) -> str:
    return f"""Listen 127.0.0.1:{port}
Listen {folder}/run/cups.sock
LogLevel debug
Browsing Off
WebInterface No
DefaultAuthType None
PreserveJobFiles Yes
PreserveJobHistory Yes
ErrorPolicy retry-current-job
JobRetryInterval 1
<Location />
  Order allow,deny
  Allow localhost
</Location>
<Location /admin>
  Order allow,deny
  Allow localhost
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order deny,allow
    Allow localhost
  </Limit>
</Policy>
"""


def _files_conf(folder: Path) -> str:
    return f"""SystemGroup root
ServerRoot {folder}/etc
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
CacheDir {folder}/cache
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
StateDir {folder}/state
FileDevice Yes
User lp
Group lp
Sandboxing relaxed
"""
