package io.github.hidbpf4j.tools.hunt;

import java.util.List;

/** Makes programs, the same for the same number; for several threads. */
interface HuntSource {
  /**
   * Some programs.
   *
   * @param number of the batch; programs of different numbers differ
   * @param size about how many
   */
  List<HuntCase> batch(long number, int size);
}
