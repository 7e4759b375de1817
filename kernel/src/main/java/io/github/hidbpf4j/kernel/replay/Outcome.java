package io.github.hidbpf4j.kernel.replay;

import java.util.List;

/**
 * One way a replay can come out.
 *
 * @param seeds how many seeds came out so
 * @param seed the seed with the shortest timeline; of several the smallest
 * @param length events in that timeline
 * @param summary the replay of that seed in numbers
 * @param tail the last reports that the host got in that replay, oldest first
 * @param digest SHA-256 over what the host got, what the device was asked, and the findings, in
 *     hex: names the outcome
 */
public record Outcome(
    long seeds, long seed, long length, ReplaySummary summary, List<String> tail, String digest) {
  /** Copies the list. */
  public Outcome {
    tail = List.copyOf(tail);
  }
}
