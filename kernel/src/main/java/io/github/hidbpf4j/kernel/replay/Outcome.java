package io.github.hidbpf4j.kernel.replay;

import java.util.List;

/**
 * One distinct outcome of a replay.
 *
 * @param seeds number of seeds with this outcome
 * @param seed the seed with the shortest timeline; the smallest of several
 * @param length number of events in that timeline
 * @param summary the replay of that seed in numbers
 * @param tail the last reports that the host got in that replay, oldest first
 * @param digest SHA-256 over the host's reports, the requests to the device, and the findings, in
 *     hex: identifies the outcome
 */
public record Outcome(
    long seeds, long seed, long length, ReplaySummary summary, List<String> tail, String digest) {
  /** Copies the list. */
  public Outcome {
    tail = List.copyOf(tail);
  }
}
