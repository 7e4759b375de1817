package io.github.hidbpf4j.bpf.proto;

import java.util.List;

/**
 * States which functions release what a function acquires.
 *
 * @param functions the alternatives, the preferred one first
 */
public record ReleasedBy(List<KernelFunction> functions) implements FunctionProperty {
  /** Copies. */
  public ReleasedBy {
    functions = List.copyOf(functions);
  }

  /** Released by any of these. */
  public static ReleasedBy releasedBy(KernelFunction... functions) {
    return new ReleasedBy(List.of(functions));
  }
}
