"""Gold sets made for the benchmarks: what a reader should have read. `README.md` says how they were labelled."""

from .subtypes import Gold, GoldSentence, Standing, TrainingSentence, load_second, load_subtypes, load_training

__all__ = ["Gold", "GoldSentence", "Standing", "TrainingSentence", "load_second", "load_subtypes", "load_training"]
