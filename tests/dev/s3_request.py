"""Signed requests to an S3 store, by AWS Signature Version 4 (Amazon's "Authenticating Requests")."""

import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tornado.httpclient import HTTPRequest

REGION = "us-east-1"


def signed(
    method: str, url: str, *, access_key: str, secret_key: str, body: bytes | None = None
) -> HTTPRequest:
    """Return a request with a signature of today; the address has no query."""
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{at[:8]}/{REGION}/s3/aws4_request"
    digest = hashlib.sha256(body or b"").hexdigest()
    parts = urlsplit(url)
    headers = {"host": parts.netloc, "x-amz-content-sha256": digest, "x-amz-date": at}
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = f"{method}\n{parts.path}\n\n{lines}\n{names}\n{digest}"
    to_sign = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{secret_key}".encode()
    for part in (*scope.split("/"), to_sign):
        signature = hmac.new(key, part.encode(), hashlib.sha256)
        key = signature.digest()
    credential = f"Credential={access_key}/{scope}, SignedHeaders={names}"
    headers["authorization"] = f"AWS4-HMAC-SHA256 {credential}, Signature={signature.hexdigest()}"
    return HTTPRequest(url, method, headers=headers, body=body)
