"""What every surface shows of a plan: scenes, files, sentences, from one set of knowledge."""
