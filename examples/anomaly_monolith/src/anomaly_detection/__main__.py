"""``python -m anomaly_detection``: the command line under its short name."""

from anomaly_detection.cli.main import main

if __name__ == "__main__":
    main()
