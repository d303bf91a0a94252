# Asks Presidio: reads {"model", "language", "recognisers", "texts", "rounds"} from standard input, writes what it finds and how long it takes.
import json
import os
import sys
import time

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, predefined_recognizers
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer


class LoadedEngine(SpacyNlpEngine):
    """An engine over a pipeline that is loaded already, so that any package of a model will do."""

    def __init__(self, pipeline):
        super().__init__(ner_model_configuration=NerModelConfiguration(labels_to_ignore=["CARDINAL", "ORDINAL", "QUANTITY", "PERCENT"]))
        self.nlp = {"en": pipeline}


def analyser_for(model, recognisers):
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    present = {recogniser.name for recogniser in registry.recognizers}
    for name in recognisers:
        if name not in present:
            registry.add_recognizer(getattr(predefined_recognizers, name)(supported_language="en"))
    pipeline = spacy.load(model) if model else spacy.blank("en")
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=LoadedEngine(pipeline),
        context_aware_enhancer=LemmaContextAwareEnhancer(),
        supported_languages=["en"],
    )


def utf16_length(text):
    return len(text.encode("utf-16-le")) // 2


def findings_of(analyser, text):
    return [
        {"type": one.entity_type, "start": utf16_length(text[: one.start]), "end": utf16_length(text[: one.end]), "score": one.score}
        for one in analyser.analyze(text=text, language="en")
    ]


request = json.load(sys.stdin)
analyser = analyser_for(request["model"], request["recognisers"])
analyser.analyze(text="Dear Ms Baker, thank you.", language="en")
findings = [findings_of(analyser, text) for text in request["texts"]]
seconds = []
for _ in range(request["rounds"]):
    for text in request["prompts"]:
        start = time.perf_counter()
        analyser.analyze(text=text, language="en")
        seconds.append(time.perf_counter() - start)
json.dump({"findings": findings, "micros": [one * 1e6 for one in seconds]}, sys.stdout)
