"""Write ``tests/data/result_v1.pkl``: a result as release 1.0 stored it.  Run once; the file is kept for ever."""

import pickle
import sys
from pathlib import Path

from anomaly_detection.domain.entities import DetectionResult, Threshold


def main(path: Path) -> None:
    result = DetectionResult("z_score", (0.1, 0.9), Threshold(0.5), ((1.0,), (2.0,)))
    path.write_bytes(pickle.dumps(result, protocol=4))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
