package io.github.hidbpf4j.bpf.proto;

import java.util.List;

/**
 * What gives back what a function acquires.
 *
 * @param functions each of them does; the one to name first comes first
 */
public record ReleasedBy(List<KernelFunction> functions) implements FunctionProperty {
  /** Copies. */
  public ReleasedBy {
    functions = List.copyOf(functions);
  }

  /** Given back by any of these. */
  public static ReleasedBy releasedBy(KernelFunction... functions) {
    return new ReleasedBy(List.of(functions));
  }
}
