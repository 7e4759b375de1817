package io.github.hidbpf4j.bpf.verifier.paths;

/** Which element of a map a value is of. */
public sealed interface ElementKey {
  /** The map has no other. */
  ElementKey ONLY = new Only();

  /** The one that the timer or work queue whose callback this is lies in. */
  ElementKey OF_CALLBACK = new OfCallback();

  /** Not known. */
  ElementKey UNKNOWN = new Unknown();

  /** See {@link #ONLY}. */
  record Only() implements ElementKey {}

  /** The one with this key, its bytes as a little-endian number. */
  record Constant(long key) implements ElementKey {}

  /** See {@link #OF_CALLBACK}. */
  record OfCallback() implements ElementKey {}

  /** See {@link #UNKNOWN}. */
  record Unknown() implements ElementKey {}
}
