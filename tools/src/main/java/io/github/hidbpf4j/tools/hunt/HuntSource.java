package io.github.hidbpf4j.tools.hunt;

import java.util.List;

/** Makes programs, the same ones for the same number. Thread-safe. */
interface HuntSource {
  /**
   * Makes a batch of programs.
   *
   * @param number number of the batch; different numbers give different programs
   * @param size approximate number of programs
   */
  List<HuntCase> batch(long number, int size);
}
