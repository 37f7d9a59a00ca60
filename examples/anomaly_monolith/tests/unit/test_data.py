"""Batch, streams, conversion, quality, data access."""

import asyncio
import json
import math

import pytest

from anomaly_detection import streaming_v2
from anomaly_detection.domain.entities import Dataset, EmptyDatasetError, ShapeError, ValidationFailure
from anomaly_detection.domain.services import (
    batch_processing_service, data_conversion_service as convert, data_profiling_service,  # three of two domains
    data_sampling_service,
    data_validation_service as quality,
    detection_service,
)
from anomaly_detection.domain.services.data_processing_service import fill_gaps, scale
from anomaly_detection.domain.services.processing_service import Pipeline
from anomaly_detection.domain.services.streaming_service import TOPIC, StreamingService
from anomaly_detection.infrastructure.data_access import preprocessing
from anomaly_detection.infrastructure.data_access.data import loaders, preprocessing as early, validation
from anomaly_detection.infrastructure.feature_store.feature_store_service import FeatureStore
from anomaly_detection.infrastructure.processing import distributed_processor
from anomaly_detection.streaming.websocket_client import WebsocketClient

NAN = math.nan


async def messages(*texts):
    for text in texts:
        yield text


@pytest.fixture
def batch():
    return batch_processing_service.BatchProcessingService(detection_service.DetectionService(), size=2)


def test_batch_runs_all(batch):
    report = batch.run([Dataset.of([[1], [2]], name=f"d{i}") for i in range(5)])
    assert sorted(report.results) == ["d0", "d1", "d2", "d3", "d4"]
    assert batch.metrics.counters["batch.done"] == 5


def test_batch_comes_in_chunks(batch):
    parts = list(batch.stream([Dataset.of([[1], [2]], name=f"d{i}") for i in range(5)]))
    assert [len(part.results) for part in parts] == [2, 2, 1]
    assert streaming_v2.reports(parts) == 5


def test_batch_keeps_errors_apart():
    class Broken:
        def detect(self, dataset):
            raise ShapeError("no")

    report = batch_processing_service.BatchProcessingService(Broken()).run([Dataset.of([[1]], name="d")])
    assert not report.results
    assert report.errors["d"].code == "AD102"


@pytest.mark.parametrize("limit", [2.0, 3.0, 5.0])
def test_stream_finds_the_jump(limit):
    found = list(StreamingService(10, limit).run([1.0, 1.1] * 10 + [30.0]))
    assert [a.index for a in found][-1] == 20


def test_stream_of_equal_values_is_quiet():
    assert streaming_v2.replay([4.0] * 30) == []


def test_the_topic_is_no_module():
    assert TOPIC.split(".") == ["anomaly_detection", "scores", "v1"]
    assert TOPIC in streaming_v2.PROTOCOL


def test_stream_logs_under_its_own_name(caplog):
    with caplog.at_level("DEBUG", logger="anomaly_detection.domain.services.streaming_service"):
        list(StreamingService(5).run([1.0, 1.0, 1.0, 9.0]))
    assert caplog.records[0].name == "anomaly_detection.domain.services.streaming_service"


def test_websocket_values():
    texts = [json.dumps({"value": v}) for v in [1.0, 1.1, 1.0, 1.1, 50.0]]

    async def run():
        return [a async for a in WebsocketClient(messages(*texts)).anomalies()]

    assert [a.index for a in asyncio.run(run())] == [4]


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("text", ["no json", "{}", '{"value": "x"}', "[]"])
def test_unreadable_messages_are_counted(text):
    client = WebsocketClient(messages(text))

    async def run():
        return [v async for v in client.values()]

    assert asyncio.run(run()) == []
    assert client.skipped == 1


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_round_trip(mark):
    dataset = convert.from_csv(mark + "a,b\n1.0,2.0\n")
    assert dataset.columns == ("a", "b")
    assert convert.to_csv(dataset) == "a,b\n1.0,2.0\n"


def test_json_round_trip():
    dataset = Dataset.of([[1, 2], [3, 4]])
    assert convert.from_json(convert.to_json(dataset)).rows == dataset.rows


@pytest.mark.parametrize("text", ["a,b\n1\n", "a\nx\n"])
def test_bad_csv(text):
    with pytest.raises(ShapeError):
        convert.from_csv(text)


def test_empty_csv():
    with pytest.raises(EmptyDatasetError):
        convert.from_csv("a,b\n")


def test_fill_gaps():
    assert fill_gaps(Dataset.of([[1], [NAN], [3]])).rows == ((1.0,), (2.0,), (3.0,))


def test_fill_gaps_of_an_empty_column():
    assert fill_gaps(Dataset.of([[NAN]])).rows == ((0.0,),)


def test_scale():
    assert scale(Dataset.of([[0, 5], [10, 5]])).rows == ((0.0, 0.0), (1.0, 0.0))


def test_pipeline():
    assert Pipeline("fill_gaps", "scale").run(Dataset.of([[1], [NAN], [3]])).column("c0") == (0.0, 0.5, 1.0)


def test_pipeline_with_an_unknown_step():
    with pytest.raises(ValidationFailure, match="bake"):
        Pipeline("scale", "bake")


@pytest.mark.parametrize(
    ("rows", "problem", "serious"),
    [
        ([[NAN], [NAN], [1]], "2 values missing", True),
        ([[NAN], [2], [1]], "1 values missing", False),
        ([[1], [1]], "one value only", False),
        ([[1], [math.inf]], "infinite values", True),
    ],
)
def test_findings(rows, problem, serious):
    findings = quality.DataValidationService().findings(Dataset.of(rows))
    assert (problem, serious) in [(f.problem, f.serious) for f in findings]


def test_require_names_the_column():
    with pytest.raises(ValidationFailure, match="c0: infinite values"):
        quality.DataValidationService().require(Dataset.of([[math.inf], [1]]))


def test_profile(spiky):
    column = data_profiling_service.profile(spiky)["load"]
    assert (column.minimum, column.maximum) == (0.0, 50.0)
    assert column.median <= column.mean


@pytest.mark.parametrize("size", [1, 5, 100])
def test_sample_size(spiky, size):
    assert len(data_sampling_service.sample(spiky, size)) == min(size, len(spiky))


def test_sample_repeats_itself(spiky):
    assert data_sampling_service.sample(spiky, 7, 1) == data_sampling_service.sample(spiky, 7, 1)


def test_stratified_keeps_anomalies(spiky):
    result = detection_service.DetectionService().detect(spiky, contamination=0.02)
    assert spiky.rows[-1] in data_sampling_service.stratified(spiky, result, 5).rows


def test_load(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a\n1\n")
    assert validation.loadable(path)
    assert loaders.load(path).name == "x"


def test_load_json(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('[{"a": 1}]')
    assert loaders.load(path).rows == ((1.0,),)


def test_load_unknown(tmp_path):
    path = tmp_path / "x.parquet"
    path.write_text("?")
    assert not validation.loadable(path)
    with pytest.raises(ValidationFailure, match="no loader for .parquet"):
        loaders.load(path)


def test_prepare_fills_drops_and_stores():
    store = FeatureStore()
    ready = preprocessing.prepare(Dataset.of([[1, 7], [NAN, 7], [3, 7]], name="d"), store)
    assert ready.columns == ("c0",)
    assert store.get(["d.c0"]).column("d.c0") == (1.0, 2.0, 3.0)


def test_drop_constant_keeps_one():
    assert early.drop_constant(Dataset.of([[1, 2], [1, 2]])).columns == ("c0",)


def test_distribute_keeps_order():
    assert distributed_processor.distribute(lambda n: n * n, range(20), 3) == [n * n for n in range(20)]


def test_distribute_raises():
    with pytest.raises(ZeroDivisionError):
        distributed_processor.distribute(lambda n: 1 / n, [1, 0])
