"""How much of everything a client may ask for: one table, the same as in docs/threat-model.md."""

from __future__ import annotations

from dataclasses import dataclass

KiB, MiB = 2**10, 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Every limit of the server. Names say the unit: bytes, seconds, or else a count.

    >>> Limits(header_seconds=0.5).request_line_bytes
    4096
    """

    request_line_bytes: int = 4 * KiB
    header_bytes: int = 16 * KiB
    header_line_bytes: int = 8_000
    header_fields: int = 64
    header_seconds: float = 10.0
    body_seconds: float = 30.0
    body_chunks: int = 4_096
    drain_bytes: int = 64 * KiB
    drain_seconds: float = 2.0
    unread_seconds: float = 30.0
    idle_connection_seconds: float = 5.0
    connections: int = 512

    image_bytes: int = 8 * MiB
    image_pixels: int = 16_000_000
    image_side: int = 8_192
    image_seconds: float = 5.0
    network_bytes: int = 16 * MiB
    network_tensors: int = 64
    network_parameters: int = 4 * MiB
    network_neurons: int = 8_192
    network_seconds: float = 10.0
    networks_per_session: int = 4
    networks_total_bytes: int = 128 * MiB
    document_network_bytes: int = 2 * MiB
    documents_per_second: float = 1.0
    document_burst: int = 5
    evaluation_seconds: float = 60.0
    measurement_seconds: float = 20.0
    measurement_pause_seconds: float = 3.0
    worker_bytes: int = 768 * MiB
    worker_idle_seconds: float = 300.0
    worker_queue: int = 32
    known_bytes: int = 48 * MiB

    sessions: int = 40
    requests_in_flight: int = 2
    requests_per_second: float = 50.0
    request_burst: int = 200
    wait_seconds: float = 2.0
    uploads: int = 4

    sockets_per_session: int = 4
    sockets: int = 256
    message_bytes: int = 64 * KiB
    message_fragments: int = 1_024
    messages_per_second: float = 20.0
    message_burst: int = 40
    errors_per_minute: int = 50
    outgoing_messages: int = 64
    ping_seconds: float = 20.0
