#!/bin/sh
# Serve with reload while developing; without uvicorn, say how to get it.
set -eu
cd "$(dirname "$0")/.."
export PYTHONPATH=src:src/packages
test -r src/anomaly_detection/infrastructure/config/logging.json
if command -v uvicorn >/dev/null; then
    exec uvicorn anomaly_detection.server:app --reload
fi
exec python3 -m anomaly_detection.main
