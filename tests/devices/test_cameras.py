"""Cameras: a real address and a real folder."""

import io
import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from desktop.devices import cameras
from desktop.devices.cameras import CameraAway


def picture(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, kind)
    return out.getvalue()


@pytest.fixture
def camera() -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/locked" and self.headers.get("Authorization") != "Basic a29sbGk6cGFjaw==":
                self.send_error(401)
                return
            body = b"no picture" if self.path == "/wrong" else picture()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(2)


def test_a_camera_at_an_address(camera: str) -> None:
    assert cameras.is_picture(cameras.NetworkCamera(f"http://{camera}/shot.jpg").shoot())
    assert cameras.is_picture(cameras.NetworkCamera(f"http://kolli:pack@{camera}/locked").shoot())


@pytest.mark.parametrize(
    "address", ["http://{at}/wrong", "http://{at}/locked", "http://127.0.0.1:9/shot", "ftp://x/y", ""]
)
def test_a_camera_that_gives_no_picture_says_so(camera: str, address: str) -> None:
    with pytest.raises(CameraAway) as said:
        cameras.NetworkCamera(address.format(at=camera), wait_s=1).shoot()
    assert "Packing goes on" in said.value.say()


def test_the_newest_picture_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "old.jpg").write_bytes(picture())
    os.utime(tmp_path / "old.jpg", (time.time() - 3600,) * 2)
    with pytest.raises(CameraAway):
        cameras.FolderCamera(str(tmp_path), wait_s=0.2).shoot()
    (tmp_path / "half.jpg").write_bytes(picture()[:-30])
    with pytest.raises(CameraAway):
        cameras.FolderCamera(str(tmp_path), wait_s=0.2).shoot()
    (tmp_path / "half.jpg").unlink()
    (tmp_path / "new.png").write_bytes(picture("PNG"))
    assert cameras.is_picture(cameras.FolderCamera(str(tmp_path)).shoot())


def test_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(CameraAway):
        cameras.FolderCamera(str(tmp_path / "gone"), wait_s=0.1).shoot()
